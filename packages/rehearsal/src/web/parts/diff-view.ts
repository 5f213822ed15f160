import type { FileDiff } from '../../forge/git/diff.ts'
import { type Html, html } from '../html.ts'

/** A file's patch is cut off after so many lines. */
const MOST_LINES = 3000

/** Changed files with their lines. */
export function diffView(files: readonly FileDiff[]): Html {
  return html`<div class="diffs">${files.map(fileDiff)}</div>`
}

function fileDiff(file: FileDiff): Html {
  const name = file.previousPath === undefined ? file.path : `${file.previousPath} → ${file.path}`
  const counts = html`<span class="counts"><span class="plus">+${file.additions}</span> <span class="minus">−${file.deletions}</span></span>`
  return html`<details class="box diff" open>
<summary class="box-head">${counts} <span class="path">${name}</span>${file.status !== 'modified' && html` <span class="label">${file.status}</span>`}</summary>
${file.patch === undefined ? html`<p class="box-row quiet">Binary file, or only its name or mode changed.</p>` : patchTable(file.patch)}
</details>`
}

function patchTable(patch: string): Html {
  const rows: Html[] = []
  let before = 0
  let after = 0
  const lines = patch.split('\n')
  for (const line of lines.slice(0, MOST_LINES)) {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(line)
    if (hunk) {
      before = Number(hunk[1])
      after = Number(hunk[2])
      rows.push(html`<tr class="hunk"><td></td><td></td><td>${line}</td></tr>`)
    } else if (line.startsWith('+')) rows.push(row('added', '', after++, line))
    else if (line.startsWith('-')) rows.push(row('removed', before++, '', line))
    else if (line.startsWith('\\')) rows.push(row('note', '', '', line))
    else rows.push(row('same', before++, after++, line))
  }
  if (lines.length > MOST_LINES) rows.push(row('note', '', '', `… ${lines.length - MOST_LINES} more lines`))
  return html`<div class="scroll"><table class="patch"><tbody>${rows}</tbody></table></div>`
}

function row(kind: string, before: number | string, after: number | string, text: string): Html {
  return html`<tr class="${kind}"><td>${before}</td><td>${after}</td><td>${text === '' ? ' ' : text}</td></tr>`
}
