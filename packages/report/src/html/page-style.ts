/**
 * The style sheet of the HTML report. Colours are set twice, for light and dark, and charts use the same names; each pair of text
 * and ground has a contrast of at least 4.5 (WCAG 2.2, 1.4.3), each line of a chart of at least 3 (1.4.11).
 */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --ground: #ffffff; --raised: #f6f8fa; --ink: #1f2328; --quiet: #59636e; --line: #e4e8ec; --edge: #818b98;
  --link: #0550ae; --challenger: #0969da; --champion: #57606a;
  --good: #116329; --bad: #b31d28; --unsure: #7d4e00;
  --series-1: #0969da; --series-2: #b35900; --series-3: #1a7f37; --series-4: #8250df; --series-5: #bf3989; --series-6: #57606a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0d1117; --raised: #161b22; --ink: #f0f6fc; --quiet: #9da7b3; --line: #2a313c; --edge: #7d8590;
    --link: #79b8ff; --challenger: #58a6ff; --champion: #b1bac4;
    --good: #56d364; --bad: #ff7b72; --unsure: #e3b341;
    --series-1: #58a6ff; --series-2: #f0883e; --series-3: #3fb950; --series-4: #bc8cff; --series-5: #f778ba; --series-6: #b1bac4;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 1080px; padding: 16px; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
  overflow-wrap: anywhere;
}
a { color: var(--link); }
header, footer { color: var(--quiet); font-size: 14px; }
header p, footer p { margin: 4px 0; }
h1 { margin: 0 0 4px; font-size: 20px; color: var(--ink); }
h2 { margin: 32px 0 12px; font-size: 26px; line-height: 1.25; }
article + article { margin-top: 56px; border-top: 4px solid var(--line); }
h3 { margin: 36px 0 12px; padding-top: 12px; border-top: 1px solid var(--line); font-size: 18px; }
h3 small { margin-left: 8px; font-size: 15px; font-weight: normal; color: var(--quiet); }
p, ul, ol { margin: 12px 0; max-width: 75ch; }
code { padding: 1px 5px; border-radius: 5px; background: var(--raised); font: 0.88em ui-monospace, Menlo, Consolas, monospace; }
h2 code { font-size: 0.95em; }
.scroll { overflow-x: auto; margin: 16px 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { padding-bottom: 6px; text-align: left; color: var(--quiet); font-size: 14px; }
th, td { padding: 6px 12px; border-bottom: 1px solid var(--line); text-align: left; vertical-align: baseline; overflow-wrap: normal; }
tr > :first-child { padding-left: 0; }
thead th { font-weight: 600; white-space: nowrap; }
tbody th { min-width: 8em; font-weight: normal; }
.right { text-align: right; }
.center { text-align: center; }
td { white-space: nowrap; }
td.wraps { min-width: 16em; white-space: normal; }
.good { color: var(--good); } .bad { color: var(--bad); } .unsure { color: var(--unsure); } .quiet { color: var(--quiet); }
.callout { margin: 16px 0; padding: 4px 16px; border-left: 4px solid var(--edge); background: var(--raised); }
.callout.caution { border-color: var(--bad); } .callout.warning { border-color: var(--unsure); }
.callout .level { margin: 8px 0 0; font-weight: 600; }
.callout.caution .level { color: var(--bad); } .callout.warning .level { color: var(--unsure); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 32px 40px; align-items: start; }
figure { margin: 0; min-width: 0; }
figcaption { min-height: 3em; font-size: 14px; color: var(--quiet); }
figcaption b { display: block; color: var(--ink); font-size: 16px; }
.chart { margin: 12px 0; }
.chart svg { display: block; width: auto; max-width: 100%; height: auto; }
summary { cursor: pointer; color: var(--link); font-size: 14px; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
@media (max-width: 600px) { body { padding: 12px; } h2 { font-size: 22px; } th, td { padding: 6px 8px; } }
@media print { .scroll { overflow: visible; } }
`.trim()
