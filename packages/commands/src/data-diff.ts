import { shortOf } from '@slipway/core'
import { defineCommand } from './command.ts'
import { dataChanges, oneLine, renderChanges } from './data-changes.ts'
import type { TargetDiff } from './data-diff/diff-pointer.ts'
import type { DataDiffResult } from './data-diff/diff-revisions.ts'
import type { TableDiff } from './data-diff/diff-tables-of.ts'
import { formatBytes, formatCount } from './format-bytes.ts'

export type { DataDiffResult }

export const dataDiffCommand = defineCommand({
  name: 'data diff',
  summary: 'Show what changed in versioned data between two commits, or a commit and the work tree',
  arguments: {
    range: {
      describe:
        'A..B compares two commits; A the commit A with the pointers in the work tree; HEAD with them without. A word that is no commit is a target.',
    },
    targets: { describe: 'Targets; every pointer that changed without.', many: true },
  },
  options: {},
  examples: [
    'slipway data diff',
    'slipway data diff main..my-branch',
    'slipway data diff v1.0 data/flights --json',
  ],
  run: async (context, { range, targets }): Promise<DataDiffResult> => {
    const { diffRevisions } = await import('./data-diff/diff-revisions.ts')
    return diffRevisions(context, range === undefined ? [] : [range, ...targets])
  },
  render: renderDiff,
  exitCode: ({ targets }) => (targets.some(({ problem }) => problem?.kind === 'damaged') ? 4 : 0),
})

function renderDiff({ from, to, targets }: DataDiffResult): string {
  const between = `${from.slice(0, 7)} and ${to === null ? 'the work tree' : to.slice(0, 7)}`
  if (targets.length === 0) return `No pointer differs between ${between}`
  return targets.map(renderTarget).join('\n')
}

function renderTarget(diff: TargetDiff): string {
  const { target, before, after, files, problem, tables, moreTables } = diff
  const lines = [`${target}: ${sizeChange(diff)}`]
  if (problem) lines.push(`  not compared: ${problem.message}`)
  if (problem?.kind === 'not-stored') lines.push(`  where the data is: slipway data push ${oneLine(target)}`)
  // A target that is one file has no names to tell.
  const isFolder = before?.kind === 'tree' || after?.kind === 'tree'
  for (const line of files && isFolder ? renderChanges(dataChanges(files)) : []) lines.push(`  ${line}`)
  for (const table of tables) lines.push(`  ${renderTable(target, table)}`)
  if (moreTables > 0) lines.push(`  and ${formatCount(moreTables, 'more table')}`)
  return lines.join('\n')
}

/** "new, 3 files, 1.2 MiB" or "3 → 4 files, 1.2 MiB → 1.3 MiB (0d3f1a2 → 9b1c44e)" */
function sizeChange({ before, after, problem }: TargetDiff): string {
  const only = after ?? before
  if (!only) return problem ? 'not readable' : 'gone'
  if (!before || !after) {
    const word = problem?.kind === 'pointer-invalid' ? 'changed' : after ? 'new' : 'gone'
    return `${word}, ${formatCount(only.files, 'file')}, ${formatBytes(only.bytes)} (${shortOf(only.oid)})`
  }
  const files =
    before.files === after.files
      ? formatCount(after.files, 'file')
      : `${before.files.toLocaleString('en-US')} → ${formatCount(after.files, 'file')}`
  const bytes =
    before.bytes === after.bytes
      ? formatBytes(after.bytes)
      : `${formatBytes(before.bytes)} → ${formatBytes(after.bytes)}`
  return `${files}, ${bytes} (${shortOf(before.oid)} → ${shortOf(after.oid)})`
}

function renderTable(target: string, { path, rows, added, removed, retyped, unread }: TableDiff): string {
  const typed = ({ name, type }: { name: string; type: string | null }) =>
    `${oneLine(name)}${type === null ? '' : ` (${type})`}`
  const parts = [
    renderRows(rows),
    ...added.map((column) => `+ ${typed(column)}`),
    ...removed.map((column) => `− ${typed(column)}`),
    ...retyped.map(({ name, before, after }) => `${oneLine(name)}: ${before} → ${after}`),
    ...(unread === null ? [] : [`rows not counted: ${unread}`]),
  ].filter((part) => part !== '')
  return `${oneLine(path === '' ? target : path)}: ${parts.join(', ')}`
}

function renderRows({ before, after }: TableDiff['rows']): string {
  if (before === null && after === null) return ''
  if (before === null || after === null) return formatCount(after ?? before ?? 0, 'row')
  return before === after
    ? formatCount(after, 'row')
    : `${before.toLocaleString('en-US')} → ${formatCount(after, 'row')}`
}
