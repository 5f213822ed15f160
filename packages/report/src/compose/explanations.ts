import { formatCount, formatEstimate, metricLabel } from '@slipway/compare'
import { clip } from '@slipway/core'
import type { Block } from '../document/document.ts'
import type { Explanations } from '../explanations.ts'

const NAME = 60
/** Rows of the table of disagreements, where there is room for a whole one. */
const MOST_ROWS = 10

/** What the two models look at, and the rows on which they disagree most. */
export function explanationSections(
  { importance, disagreements }: Explanations,
  most: number,
): readonly Block[] {
  if (most === 0) return []
  return [
    ...(importance ? [importanceSection(importance, most)] : []),
    ...(disagreements.length > 0
      ? [disagreementSection(disagreements.slice(0, Math.min(most, MOST_ROWS)))]
      : []),
  ]
}

function importanceSection(importance: NonNullable<Explanations['importance']>, most: number): Block {
  const { metric, split, rows, repeats } = importance
  const features = [...importance.features].sort((a, b) => b.challenger.mean - a.challenger.mean)
  const compared = features.some(({ champion }) => champion)
  const shown = features.slice(0, most)
  const left = features.length - shown.length
  const value = (each: { mean: number; standard_error: number } | null) =>
    each ? `${formatEstimate(each.mean, each.standard_error)} ± ${formatEstimate(each.standard_error)}` : ''
  return {
    kind: 'section',
    title: 'What it looks at',
    result: `most at ${clip(features[0]?.name ?? 'nothing', NAME)}`,
    blocks: [
      {
        kind: 'table',
        caption: 'Permutation importance',
        columns: [
          { title: 'Column', align: 'left' },
          ...(compared ? [{ title: 'champion', align: 'right' } as const] : []),
          { title: 'challenger', align: 'right' },
        ],
        rows: shown.map(({ name, columns, challenger, champion }) => [
          columns.length > 1
            ? `${clip(name, NAME)} (${formatCount(columns.length)} columns)`
            : clip(name, NAME),
          ...(compared ? [value(champion)] : []),
          value(challenger),
        ]),
      },
      {
        kind: 'paragraph',
        text: `How much worse ${metricLabel(metric)} is where a column has the values of other rows: mean and standard error of ${formatCount(repeats)} shuffles of ${formatCount(rows)} rows of “${clip(split, NAME)}”. Columns that say the same share their importance; a group is shuffled as one.${left > 0 ? ` ${formatCount(left)} columns that matter less are left out.` : ''}`,
      },
    ],
  }
}

function disagreementSection(rows: Explanations['disagreements']): Block {
  const slices = rows[0]?.slices.map(({ column }) => column) ?? []
  return {
    kind: 'section',
    title: 'Where they disagree most',
    result: `${formatCount(rows.length)} rows of “tune”`,
    blocks: [
      {
        kind: 'table',
        caption: 'Rows on which the two models disagree most',
        columns: [
          { title: 'Row', align: 'left' },
          { title: 'truth', align: 'right' },
          { title: 'champion', align: 'right' },
          { title: 'challenger', align: 'right' },
          ...slices.map((column) => ({ title: clip(column, NAME), align: 'left' }) as const),
        ],
        rows: rows.map((row) => [
          clip(row.rowId, NAME),
          clip(row.truth, NAME),
          formatEstimate(row.champion),
          formatEstimate(row.challenger),
          ...row.slices.map(({ value }) => clip(value, NAME)),
        ]),
      },
      {
        kind: 'paragraph',
        text: 'Only of the open rows: rows that decide and are shown would be learned by heart.',
      },
    ],
  }
}
