import { formatCount, formatEstimate, metricLabel } from '@slipway/compare'
import type { SweepVerdict, Verdict } from '@slipway/core'
import { clip } from '@slipway/core'
import { type Block, code, type Inline, joined, paragraph, strong } from '../document/document.ts'

const NAME = 60
/** Parameters that differ, of one row. */
const PARAMS = 4

type Contender = SweepVerdict['contenders'][number]

/** What was tried, the best first, with those that are tied with it. */
export function sweepSection({ sweep }: Verdict, most: number): readonly Block[] {
  if (!sweep || most === 0) return []
  const { size, contenders, metric, corrected } = sweep
  const tied = contenders.filter((each) => each.tied)
  const shown = contenders.slice(0, most)
  const own = contenders.find((each) => each.chosen)
  const rows = own && !shown.includes(own) ? [...shown.slice(0, -1), own] : shown
  const left = contenders.length - rows.length
  return [
    {
      kind: 'section',
      title: 'Sweep',
      result: `${formatCount(size)} tried, ${formatCount(tied.length)} tied with the best`,
      blocks: [
        sweepTable(rows, sweep),
        ...(left > 0 ? [paragraph(`${formatCount(left)} more.`)] : []),
        paragraph(
          metric === null
            ? 'Nothing orders them. '
            : `Ordered by ${metricLabel(metric)}. Tied are those that no other is proven to be better than (Hsu’s comparisons with the best, 5\u00a0%). `,
          corrected
            ? `A pass is judged at a level divided by ${formatCount(size)}: the rows that decide may have chosen among them.`
            : 'The best on the open rows was chosen, so that the sealed rows judge it alone.',
        ),
      ],
    },
  ]
}

function sweepTable(rows: readonly Contender[], { metric, contenders, split }: SweepVerdict): Block {
  const keys = differingParams(contenders)
  const label = metric === null ? 'value' : metricLabel(metric)
  return {
    kind: 'table',
    caption: `Models that were tried${split === null ? '' : `, on ${clip(split, NAME)}`}`,
    columns: [
      { title: 'model', align: 'left' },
      ...(keys.length > 0 ? [{ title: 'trained with', align: 'left', wraps: true } as const] : []),
      { title: label, align: 'right' },
      { title: 'behind', align: 'right' },
      { title: '', align: 'left' },
    ],
    rows: rows.map((each) => [
      [each.chosen ? strong(clip(each.label, NAME)) : clip(each.label, NAME), each.chosen ? ' · judged' : ''],
      ...(keys.length > 0 ? [paramsText(each, keys)] : []),
      each.estimate === null ? '' : formatEstimate(each.estimate, precisionOf(contenders)),
      each.behind === null ? '' : formatEstimate(each.behind, precisionOf(contenders)),
      standingOf(each),
    ]),
  }
}

/** The spread of what was tried stands in for its noise, so that two which differ are told apart. */
function precisionOf(contenders: readonly Contender[]): number | null {
  const behind = contenders.flatMap((each) => (each.behind !== null && each.behind > 0 ? [each.behind] : []))
  return behind.length === 0 ? null : Math.min(...behind)
}

function standingOf({ tied, problem, behind, proven_behind: proven }: Contender): Inline {
  if (problem !== null) return { tone: 'unsure', text: clip(`not compared: ${problem}`, 120) }
  if (behind === 0) return { tone: 'good', text: '▲\u00a0best' }
  if (tied) return { tone: 'quiet', text: '●\u00a0tied\u00a0with\u00a0the\u00a0best' }
  return { tone: 'bad', text: `▼\u00a0behind by at least ${formatEstimate(proven ?? 0, proven)}` }
}

/** Parameters that are not the same in all. */
function differingParams(contenders: readonly Contender[]): readonly string[] {
  const keys = [...new Set(contenders.flatMap(({ params }) => Object.keys(params)))].sort()
  return keys
    .filter((key) => new Set(contenders.map(({ params }) => JSON.stringify(params[key]))).size > 1)
    .slice(0, PARAMS)
}

function paramsText({ params }: Contender, keys: readonly string[]): Inline {
  return joined(
    keys.flatMap((key) =>
      params[key] === undefined ? [] : [code(`${clip(key, 40)}: ${clip(String(params[key]), 40)}`)],
    ),
    ' ',
  )
}
