/** Colours, page, tabs. */
export const BASE_STYLE = `
:root {
  color-scheme: light dark;
  --fg: #1f2328; --fg-quiet: #59636e; --bg: #ffffff; --bg-soft: #f6f8fa; --line: #d1d9e0; --line-soft: #d1d9e0b3;
  --accent: #0969da; --good: #1a7f37; --good-fill: #1f883d; --warn: #9a6700; --bad: #d1242f; --bad-fill: #cf222e;
  --done: #8250df; --draft: #59636e; --good-soft: #dafbe1; --warn-soft: #fff8c5; --bad-soft: #ffebe9;
  --accent-soft: #ddf4ff; --plus-bg: #dafbe1; --minus-bg: #ffebe9;
  --sans: -apple-system, BlinkMacSystemFont, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif;
  --mono: ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --fg: #f0f6fc; --fg-quiet: #9198a1; --bg: #0d1117; --bg-soft: #151b23; --line: #3d444d; --line-soft: #3d444db3;
    --accent: #4493f8; --good: #3fb950; --good-fill: #238636; --warn: #d29922; --bad: #f85149; --bad-fill: #da3633;
    --done: #ab7df8; --draft: #656c76; --good-soft: #2ea04326; --warn-soft: #bb800926; --bad-soft: #f851491a;
    --accent-soft: #388bfd1a; --plus-bg: #2ea04326; --minus-bg: #f851491a;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--fg); font: 14px/1.5 var(--sans); overflow-wrap: break-word; }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
h1 { font-size: 24px; line-height: 1.25; font-weight: 600; margin: 0 0 8px; }
h1 + .facts { margin-top: 16px; }
h1 .icon { width: 22px; height: 22px; vertical-align: -3px; }
h2 { font-size: 14px; font-weight: 600; margin: 0; }
pre { font: 12px/1.5 var(--mono); margin: 0; white-space: pre-wrap; }
code { font: 0.9em var(--mono); }
ul { list-style: none; margin: 0; padding: 0; }
.markdown-body ul { list-style: disc; }
.top { background: var(--bg-soft); border-bottom: 1px solid var(--line); }
.bar { display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: center; padding: 12px 24px; }
.home { display: inline-flex; gap: 8px; align-items: center; color: var(--fg-quiet); font-size: 13px; }
.home .icon { width: 18px; height: 18px; }
.crumbs { font-size: 15px; }
.tabs { display: flex; gap: 4px; padding: 0 16px; overflow-x: auto; scrollbar-width: none; }
.tabs a { display: inline-flex; gap: 6px; align-items: center; padding: 6px 10px 8px; color: var(--fg); border-bottom: 2px solid transparent; white-space: nowrap; }
.tabs a:hover { text-decoration: none; background: var(--line-soft); border-radius: 6px 6px 0 0; }
.tabs a[aria-current] { border-bottom-color: #fd8c73; font-weight: 600; }
.tabs .icon { color: var(--fg-quiet); }
.tabs.inner { padding: 0; border-bottom: 1px solid var(--line); margin: 0 0 16px; }
.tabs .counts { margin-left: auto; align-self: center; padding: 0 4px; }
main { max-width: 1100px; margin: 0 auto; padding: 24px; }
footer { max-width: 1100px; margin: 24px auto; padding: 16px 24px; color: var(--fg-quiet); font-size: 12px; border-top: 1px solid var(--line-soft); }
.subtitle { color: var(--fg-quiet); margin: 0 0 20px; display: flex; flex-wrap: wrap; gap: 6px 10px; align-items: center; }
.subtitle b, .subtitle .person { color: var(--fg); }
.quiet { color: var(--fg-quiet); }
div.quiet, span.quiet { font-size: 12px; }
.number { color: var(--fg-quiet); font-weight: 300; }
.columns { display: grid; grid-template-columns: minmax(0, 1fr); gap: 24px; }
@media (min-width: 900px) {
  .columns { grid-template-columns: minmax(0, 1fr) 340px; }
  .columns:has(> .menu) { grid-template-columns: 220px minmax(0, 1fr); }
}
@media (max-width: 600px) {
  main { padding: 16px 12px; }
  .bar { padding: 10px 12px; }
  .tabs { padding: 0 6px; }
  h1 { font-size: 20px; }
}
.menu { display: flex; flex-direction: column; gap: 2px; }
.menu a { padding: 6px 10px; border-radius: 6px; color: var(--fg); }
.menu a:hover, .menu a[aria-current] { background: var(--bg-soft); text-decoration: none; }
.menu a[aria-current] { font-weight: 600; box-shadow: inset 3px 0 var(--accent); }
`
