/** Diffs, source, logs. */
export const CODE_STYLE = `
.scroll { overflow-x: auto; }
.patch { border-collapse: collapse; width: 100%; font: 12px/20px var(--mono); tab-size: 4; }
.patch td { padding: 0 10px; white-space: pre-wrap; overflow-wrap: anywhere; vertical-align: top; }
.patch td:not(:last-child) { width: 1%; min-width: 44px; text-align: right; color: var(--fg-quiet); user-select: none; white-space: nowrap; overflow-wrap: normal; }
.patch .added { background: var(--plus-bg); }
.patch .removed { background: var(--minus-bg); }
.patch .hunk { background: var(--accent-soft); color: var(--fg-quiet); }
.patch .hunk td { padding: 4px 10px; }
.patch .note { color: var(--fg-quiet); font-style: italic; }
.source tr:target { background: var(--warn-soft); }
.diff > summary .path { font-weight: 500; }
.log { background: #0d1117; color: #e6edf3; font: 12px/1.6 var(--mono); padding: 8px 0; max-height: 75vh; overflow: auto; }
.log-line { display: flex; gap: 12px; padding: 0 16px; }
.log-line:hover { background: #ffffff12; }
.log-number { flex: none; width: 36px; text-align: right; color: #6e7681; user-select: none; }
.log-text { white-space: pre-wrap; overflow-wrap: anywhere; min-width: 0; }
.log summary { cursor: pointer; list-style: none; }
.log summary .log-text::before { content: "▸ "; color: #8b949e; }
.log details[open] > summary .log-text::before { content: "▾ "; }
.log details > .log-line .log-text { padding-left: 16px; }
.log-error { background: #f8514926; }
.log-error b { color: #ff7b72; }
.log-warning { background: #bb800926; }
.log-warning b { color: #d29922; }
.log-notice, .log-command { color: #79c0ff; }
.log-debug { color: #8b949e; }
.ansi-bold { font-weight: 700; } .ansi-dim { opacity: 0.65; } .ansi-italic { font-style: italic; } .ansi-underline { text-decoration: underline; }
.ansi-30, .ansi-90 { color: #8b949e; } .ansi-31, .ansi-91 { color: #ff7b72; } .ansi-32, .ansi-92 { color: #56d364; } .ansi-33, .ansi-93 { color: #e3b341; }
.ansi-34, .ansi-94 { color: #79c0ff; } .ansi-35, .ansi-95 { color: #d2a8ff; } .ansi-36, .ansi-96 { color: #76e3ea; } .ansi-37, .ansi-97 { color: #f0f6fc; }
`
