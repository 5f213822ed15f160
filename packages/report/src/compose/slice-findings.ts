import { formatCount, metricLabel } from '@slipway/compare'
import type { SliceFindings, Verdict } from '@slipway/core'
import { clip } from '@slipway/core'
import type { Block, Inline } from '../document/document.ts'
import { estimateText } from '../text/estimate-text.ts'
import { formatMany } from '../text/format-amount.ts'
import { sliceLabel } from './slices.ts'

/** What is listed where there is most room in it. */
const LISTED = 5

/** On top of the numbers: for whom it got worse, and which floors are broken. */
export function regressedBlocks({ slice_findings: findings }: Verdict): readonly Block[] {
  if (!findings) return []
  const { tested, regressed, found } = findings
  const confirmed = found.filter((slice) => slice.confirmed)
  const items = [
    ...regressed.map((slice) => regressedText(slice, 'open')),
    ...confirmed.map((slice) => regressedText(slice, 'sealed')),
  ]
  if (items.length === 0) return []
  const shown = items.slice(0, LISTED)
  const left = items.length - shown.length
  return [
    {
      kind: 'callout',
      level: 'warning',
      blocks: [
        {
          kind: 'paragraph',
          text: [
            { strong: 'It got worse for some.' },
            ` ${formatMany(tested, 'slice')} looked at; what is listed is beyond what chance explains in so many, and beyond the margin.`,
          ],
        },
        {
          kind: 'list',
          ordered: false,
          items: left > 0 ? [...shown, formatMany(left, 'more slice')] : shown,
        },
      ],
    },
  ]
}

type Weak = SliceFindings['found'][number] | SliceFindings['regressed'][number]

function regressedText(slice: Weak, where: 'open' | 'sealed'): Inline {
  const { metric, estimate } = slice
  const { champion, challenger, difference, interval } = estimateText(estimate)
  const rows = estimate.rows === null ? '' : `, ${formatCount(estimate.rows)} rows`
  const range = interval === '' ? '' : ` (${interval})`
  const word = where === 'sealed' ? '; the sealed rows confirm it' : ''
  return [
    { strong: sliceLabel(slice) },
    `: ${metricLabel(metric)} ${champion} → ${challenger}, ${difference}${range}${rows}${word}`,
  ]
}

/** What the gate asks of parts of the rows, the broken floors first. */
export function floorsSection(
  { slice_findings: findings }: Verdict,
  most: number,
  characters: number,
): readonly Block[] {
  const floors = findings?.floors ?? []
  if (floors.length === 0 || most === 0) return []
  const order = { worse: 0, 'cannot-tell': 1, holds: 2 } as const
  const sorted = [...floors].sort((a, b) => order[a.outcome] - order[b.outcome])
  const count = (outcome: keyof typeof order) => floors.filter((floor) => floor.outcome === outcome).length
  const [broken, open] = [count('worse'), count('cannot-tell')]
  const left = floors.length - Math.min(most, floors.length)
  return [
    {
      kind: 'section',
      title: 'Floors',
      result: `${formatCount(floors.length)} asked for, ${broken === 0 ? 'none broken' : `${formatCount(broken)} broken`}${open === 0 ? '' : `, ${formatCount(open)} open`}`,
      blocks: [
        {
          kind: 'list',
          ordered: false,
          items: [
            ...sorted
              .slice(0, most)
              .map((floor): Inline => [FLOOR_WORDS[floor.outcome], ` ${clip(floor.reason, characters)}`]),
            ...(left > 0 ? [formatMany(left, 'more floor')] : []),
          ],
        },
      ],
    },
  ]
}

const FLOOR_WORDS: Readonly<Record<SliceFindings['floors'][number]['outcome'], Inline>> = {
  worse: { tone: 'bad', text: '✖\u00a0broken:' },
  'cannot-tell': { tone: 'unsure', text: '?\u00a0open:' },
  holds: { tone: 'good', text: '●\u00a0holds:' },
}
