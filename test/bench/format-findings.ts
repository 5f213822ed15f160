import type { Benchmark, Findings, Row, Table, Target, Unit } from './benchmark.ts'
import { median } from './median.ts'

/** A section of the page, Markdown; a terminal shows it as it is. */
export function formatFindings(
  { title, name }: Pick<Benchmark, 'title' | 'name'>,
  { method, tables, targets, notes }: Findings,
  machine: string,
): string {
  return [
    `## ${title}`,
    method,
    ...tables.map(formatTable),
    ...(targets.length > 0 ? [formatTargets(targets)] : []),
    ...(notes.length > 0 ? [notes.map((note) => `- ${note}`).join('\n')] : []),
    `*${machine}. Again: \`npm run bench ${name}\`*`,
  ].join('\n\n')
}

function formatTable({ caption, unit, rows, plain = false }: Table): string {
  const [ours] = rows
  const repeated = rows.some(({ samples }) => samples.length > 1)
  const head = [
    caption,
    repeated ? 'median' : unit,
    ...(repeated ? ['range'] : []),
    ...(plain ? [] : ['ours is']),
  ]
  const lines = rows.map((row) => {
    const middle = formatNumber(median(row.samples))
    return [
      row.label,
      repeated ? `${middle} ${unit}` : middle,
      ...(repeated ? [rangeOf(row)] : []),
      ...(plain
        ? []
        : [ours === undefined || ours === row ? '' : `${formatNumber(ratioOf(ours, row, unit))} ×`]),
    ]
  })
  return grid([head, ...lines])
}

function rangeOf({ samples }: Row): string {
  if (samples.length === 1) return 'once'
  return `${formatNumber(Math.min(...samples))} to ${formatNumber(Math.max(...samples))}, ${samples.length} runs`
}

/** How many times as good ours is as another row; below 1 it is worse. */
export function ratioOf(ours: Row, other: Row, unit: Unit): number {
  const [mine, theirs] = [median(ours.samples), median(other.samples)]
  return unit === 'req/s' ? mine / theirs : theirs / mine
}

function formatTargets(targets: readonly Target[]): string {
  const rows = targets.map((target) => {
    const { what, relation, limit, measured, unit } = target
    const sign = relation === 'at most' ? '≤' : '≥'
    const found = measured === undefined ? 'not measured' : `${formatNumber(measured)} ${unit}`
    return [what, `${sign} ${formatNumber(limit)} ${unit}`, found, outcomeOf(target)]
  })
  return grid([['target', 'wanted', 'found', ''], ...rows])
}

/** "met", or by how much it was missed. */
function outcomeOf({ relation, limit, measured }: Target): string {
  if (measured === undefined) return ''
  const share = relation === 'at most' ? measured / limit - 1 : 1 - measured / limit
  return share <= 0 ? 'met' : `missed by ${Math.max(1, Math.round(share * 100))} %`
}

/** Three digits that count. */
function formatNumber(value: number): string {
  if (value !== 0 && Math.abs(value) < 0.001) return value.toExponential(1)
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en')
  return String(Number(value.toPrecision(3)))
}

function grid(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  )
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`
  const [head = [], ...body] = rows
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`
  return [line(head), rule, ...body.map(line)].join('\n')
}
