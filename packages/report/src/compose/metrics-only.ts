import { formatCount, formatDifference, formatEstimate, formatGiven } from '@slipway/compare'
import { clip, type Json, STANDARD_DIRECTION } from '@slipway/core'
import { type Block, code, type Inline, paragraph, strong } from '../document/document.ts'
import type { MetricChange, MetricsReport } from '../metrics-report.ts'
import { formatMany } from '../text/format-amount.ts'
import type { Detail } from './detail.ts'
import { nameOf } from './metrics-table.ts'
import { plotsSection } from './plots.ts'
import { paramsText } from './what-changed.ts'

const NAME = 60
const PATH = 120
const VALUE = 24

/** Metric files side by side, and why that is no verdict. */
export function composeMetricsOnly(report: MetricsReport, detail: Detail): readonly Block[] {
  const all = report.files.flatMap(({ values }) => values)
  const moved = all.filter(isMoved).length
  return [
    { kind: 'heading', text: '❓ Numbers without a verdict' },
    paragraph(strong(leadOf(all.length, moved)), ' ', WHY),
    ...report.files.flatMap((file) => table(file.path, file.values, report, detail)),
    ...(report.params.length > 0 && detail.changes > 0
      ? [paragraph(strong('What changed'), '\u00a0 ', paramsText(report.params, detail.changes))]
      : []),
    ...problems(report, detail),
    ...(detail.folded ? plotsSection(report.plots, detail.curves, detail.text) : []),
    paragraph(strong('What would make it a verdict')),
    { kind: 'list', ordered: true, items: WAYS_ON },
  ]
}

function leadOf(all: number, moved: number): string {
  if (all === 0) return 'No metric file has a number.'
  if (moved === 0) return `None of ${formatMany(all, 'number')} moved.`
  return `${formatCount(moved)} of ${formatMany(all, 'number')} moved, and nobody can tell which of them by more than chance.`
}

const WHY =
  'A metric file holds one number a run: how far it would move with another seed or other test rows is not in it. So nothing is decided here, and this is no pass.'

const WAYS_ON: readonly Inline[] = [
  [
    'Write one row per prediction (',
    code('row_id'),
    ', ',
    code('y'),
    ', ',
    code('p'),
    ' or ',
    code('y_pred'),
    ') beside the metrics: two models are then compared row by row, with intervals.',
  ],
  [
    'Make a ',
    code('slipway.yaml'),
    ' with ',
    code('slipway init'),
    ' and take the stages over with ',
    code('slipway data import dvc'),
    ': a model with a gate gets a check and a verdict.',
  ],
  ['Say in the gate how much of each metric may be lost (', code('margin'), ').'],
]

function isMoved({ before, after }: MetricChange): boolean {
  return JSON.stringify(before) !== JSON.stringify(after)
}

/** What moved first; of those, names as the file has them. */
function table(
  path: string,
  values: readonly MetricChange[],
  names: MetricsReport,
  detail: Detail,
): readonly Block[] {
  const sorted = [...values.filter(isMoved), ...values.filter((value) => !isMoved(value))]
  const shown = sorted.slice(0, Math.max(1, detail.metrics))
  const left = sorted.length - shown.length
  if (sorted.length === 0) return []
  return [
    {
      kind: 'table',
      caption: `Metrics in ${clip(path, PATH)}`,
      columns: [
        { title: code(clip(path, PATH)), align: 'left' },
        { title: clip(names.before, NAME), align: 'right' },
        { title: clip(names.after, NAME), align: 'right' },
        { title: 'difference', align: 'right' },
        { title: '', align: 'left' },
      ],
      rows: [
        ...shown.map((value) => [
          nameOf(value.name),
          valueText(value.before),
          valueText(value.after),
          differenceText(value),
          directionText(value),
        ]),
        ...(left > 0 ? [[formatMany(left, 'more number'), '', '', '', '']] : []),
      ],
    },
  ]
}

function differenceText({ before, after }: MetricChange): string {
  if (typeof before !== 'number' || typeof after !== 'number') return ''
  const difference = after - before
  // Beyond the digits of the larger number a difference is rounding of the subtraction.
  const scale = Math.max(Math.abs(before), Math.abs(after))
  return Math.abs(difference) < scale * 1e-12 ? '0' : formatDifference(difference)
}

/** Which way a name that everybody knows would have to move; of others nobody has said it. */
function directionText({ name, before, after }: MetricChange): Inline {
  const last = name.split('.').at(-1) ?? name
  const direction = Object.hasOwn(STANDARD_DIRECTION, last) ? STANDARD_DIRECTION[last] : undefined
  if (typeof before !== 'number' || typeof after !== 'number')
    return before === undefined ? 'new' : after === undefined ? 'gone' : ''
  if (before === after) return ''
  if (direction === undefined) return after > before ? '▲\u00a0up' : '▼\u00a0down'
  const good = direction === 'higher' ? after > before : after < before
  return good ? '▲\u00a0better, unproven' : '▼\u00a0worse, unproven'
}

function valueText(value: Json | undefined): string {
  if (value === undefined) return ''
  if (typeof value !== 'number') return clip(typeof value === 'string' ? value : JSON.stringify(value), VALUE)
  if (!Number.isInteger(value) || Math.abs(value) >= 1e9) return formatEstimate(value)
  return value < 0 ? formatGiven(value) : formatCount(value)
}

function problems({ problems: all }: MetricsReport, detail: Detail): readonly Block[] {
  if (all.length === 0) return []
  const most = Math.max(1, detail.changes)
  const items = all.slice(0, most).map((problem) => `${clip(problem, detail.text)}.`)
  const left = all.length - items.length
  return [
    {
      kind: 'callout',
      level: 'warning',
      blocks: [{ kind: 'list', ordered: false, items: left > 0 ? [...items, `${left} more.`] : items }],
    },
  ]
}
