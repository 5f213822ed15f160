/** Boxes, rows, labels, signs, comments, forms. */
export const PARTS_STYLE = `
.box { border: 1px solid var(--line); border-radius: 6px; margin: 0 0 16px; overflow: hidden; }
.box-head { background: var(--bg-soft); padding: 10px 16px; border-bottom: 1px solid var(--line); font-weight: 600; display: flex; flex-wrap: wrap; gap: 4px 8px; align-items: center; }
.box-head a { color: inherit; }
.box-head .details { margin-left: auto; font-weight: 400; color: var(--accent); }
summary.box-head { cursor: pointer; list-style: none; }
summary.box-head::before { content: ""; border: 4px solid transparent; border-left: 5px solid var(--fg-quiet); margin: 0 -4px 0 2px; transition: transform 0.1s; transform-origin: 25% 50%; }
details[open] > summary.box-head::before { transform: rotate(90deg); }
details:not([open]) > summary.box-head { border-bottom-color: transparent; }
.box-row { display: flex; gap: 12px; align-items: flex-start; padding: 10px 16px; border-top: 1px solid var(--line-soft); margin: 0; }
.box-head + .box-row, .rows > .box-row:first-child, .checks > .box-row:first-child { border-top: 0; }
.box-row > .icon, .box-row > .state-text { flex: none; margin-top: 3px; }
.box-row .title { font-weight: 600; color: var(--fg); }
.box-row .title:hover { color: var(--accent); }
.grow { flex: 1; min-width: 0; }
.when { text-align: right; white-space: nowrap; flex: none; }
.column-narrow .box-row > .branch, .column-narrow .when br ~ * { display: none; }
.files .box-row { padding: 7px 16px; }
.files a { color: var(--fg); }
.padded { padding: 20px 24px; }
.fold { border: 0; }
.label { display: inline-flex; gap: 4px; align-items: center; font-size: 12px; line-height: 18px; font-weight: 500; padding: 0 7px; border: 1px solid var(--line); border-radius: 2em; color: var(--fg-quiet); white-space: nowrap; vertical-align: 1px; }
.label .icon { width: 11px; height: 11px; }
.label-good { color: var(--good); border-color: var(--good); }
.count { font-size: 12px; line-height: 18px; font-weight: 500; padding: 0 6px; border-radius: 2em; background: var(--line-soft); }
.branch { font: 12px/20px var(--mono); background: var(--accent-soft); color: var(--accent); border-radius: 6px; padding: 1px 6px; max-width: 100%; overflow-wrap: anywhere; }
.box-row > .branch { max-width: 34%; }
.sha, .digest, .path { font: 12px var(--mono); overflow-wrap: anywhere; }
.counts { font-weight: 600; font-size: 12px; white-space: nowrap; }
.plus { color: var(--good); }
.minus { color: var(--bad); }
.badge { display: inline-flex; gap: 6px; align-items: center; color: #fff; padding: 4px 12px; border-radius: 2em; font-weight: 500; }
.badge.state-open { background: var(--good-fill); }
.badge.state-merged, .badge.state-closed:has(.icon-issueClosed) { background: #8250df; }
.badge.state-closed { background: var(--bad-fill); }
.badge.state-draft { background: var(--draft); }
.state-text.state-open { color: var(--good); }
.state-text.state-merged { color: var(--done); }
.state-text.state-closed { color: var(--bad); }
.state-text.state-draft { color: var(--fg-quiet); }
.icon { width: 16px; height: 16px; fill: currentColor; vertical-align: -3px; flex: none; }
.icon .line, .icon .cut { fill: none; stroke: currentColor; stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; }
.icon .cut { stroke: var(--bg); stroke-width: 1.8; }
.icon .faint { fill: none; stroke: var(--line); stroke-width: 2; }
.icon .spin { stroke-width: 2; transform-origin: 8px 8px; animation: spin 1s linear infinite; }
@keyframes spin { to { transform: rotate(1turn); } }
@media (prefers-reduced-motion: reduce) { .icon .spin { animation: none; } }
.icon-success { color: var(--good); }
.icon-failure { color: var(--bad); }
.icon-attention, .icon-running, .icon-waiting, .icon-queued { color: var(--warn); }
.icon-neutral, .icon-skipped, .icon-cancelled, .icon-tag, .icon-file, .icon-commit, .icon-package, .icon-book, .icon-lock { color: var(--fg-quiet); }
.icon-folder { color: #54aeff; }
.badge .icon, .home .icon, .label .icon, .sign .icon { color: inherit; }
.avatar { width: 24px; height: 24px; border-radius: 50%; flex: none; }
.avatar-bot { border-radius: 6px; }
.avatar text { fill: #fff; font: 600 11px var(--sans); text-anchor: middle; dominant-baseline: central; }
.person { font-weight: 600; color: var(--fg); }
.timeline { position: relative; padding-left: 16px; border-left: 2px solid var(--line-soft); margin: 0 0 16px 12px; }
.thread { margin-left: -12px; }
.thread .comment { margin: 0; }
.comment { border: 1px solid var(--line); border-radius: 6px; margin: 0 0 16px -29px; background: var(--bg); overflow: hidden; }
.comment > header { display: flex; gap: 8px; align-items: center; background: var(--bg-soft); border-bottom: 1px solid var(--line); padding: 8px 16px; color: var(--fg-quiet); font-size: 13px; }
.comment .markdown-body { padding: 16px; font-size: 14px; }
.event { color: var(--fg-quiet); margin: 0 0 16px; font-size: 13px; }
.timeline > .event { margin-left: -25px; }
.event .icon { background: var(--bg); border-radius: 50%; margin-right: 6px; }
.event-merged .icon { color: var(--done); }
.event-closed .icon { color: var(--bad); }
.merge-box { border-width: 1px; }
.merge-good { border-color: var(--good); }
.merge-bad { border-color: var(--bad); }
.merge-wait { border-color: var(--warn); }
.merge-done { border-color: var(--done); }
.merge-box .verdict { gap: 14px; padding: 16px; align-items: center; }
.sign { display: grid; place-items: center; width: 34px; height: 34px; border-radius: 50%; color: #fff; flex: none; background: var(--draft); }
.sign .icon { width: 18px; height: 18px; }
.sign .cut { stroke: var(--draft); }
.merge-good .sign { background: var(--good-fill); } .merge-good .sign .cut { stroke: var(--good-fill); }
.merge-bad .sign { background: var(--bad-fill); } .merge-bad .sign .cut { stroke: var(--bad-fill); }
.merge-wait .sign { background: #9a6700; } .merge-wait .sign .cut { stroke: #9a6700; }
.merge-done .sign { background: #8250df; } .merge-done .sign .cut { stroke: #8250df; }
.checks .box-row { align-items: center; }
.checks .icon { margin-top: 0; }
.check-name { font-weight: 600; color: var(--fg); flex: none; max-width: 60%; overflow-wrap: anywhere; }
.check-name .quiet { font-weight: 400; font-size: inherit; }
.check-said { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.checks .details { margin-left: auto; font-size: 12px; flex: none; }
@media (max-width: 600px) { .check-said { display: none; } .check-name { flex: 1; max-width: none; } .box-row > .branch { display: none; } }
.facts { display: flex; flex-wrap: wrap; gap: 12px 32px; margin: 0 0 20px; padding: 14px 16px; border: 1px solid var(--line); border-radius: 6px; }
.facts dt { color: var(--fg-quiet); font-size: 12px; }
.facts dd { margin: 2px 0 0; font-weight: 500; }
.review { border-color: var(--warn); }
.review .box-head { background: var(--warn-soft); }
.review form { flex-wrap: wrap; align-items: center; }
input, select, button { font: inherit; color: inherit; background: var(--bg); border: 1px solid var(--line); border-radius: 6px; padding: 5px 10px; }
label { display: inline-flex; gap: 8px; align-items: center; }
label.grow input { flex: 1; min-width: 120px; }
button { cursor: pointer; font-weight: 500; background: var(--bg-soft); }
button.good { background: var(--good-fill); border-color: transparent; color: #fff; }
.message { white-space: pre-wrap; overflow-wrap: anywhere; }
.tag-message { margin-top: 6px; }
.markdown-body { background: transparent; }
.markdown-body .mermaid-title { font-size: 12px; color: var(--fg-quiet); margin: 0 0 4px; }
.steps .box-row { padding: 6px 16px; }
`
