import { formatEstimate, metricLabel } from '@slipway/compare'
import { clip, shortOf } from '@slipway/core'
import { type Block, code, paragraph } from '../document/document.ts'
import type { ModelReport } from '../report.ts'
import { metricRows } from './metric-rows.ts'

/** What the test could have seen, and the numbers that a statistician asks for. */
export function howSureSection({ verdict, digest }: ModelReport, characters: number): readonly Block[] {
  const details = verdict?.reasons.slice(1) ?? []
  if (!verdict || details.length === 0) return []
  const seen = metricRows(verdict).find(({ metric }) => metric.power)
  const detectable = seen?.metric.power?.detectable
  return [
    {
      kind: 'section',
      title: 'How sure',
      result:
        seen && detectable !== undefined
          ? `a true change of ${formatEstimate(detectable, detectable)} in ${metricLabel(seen.name)} would be seen four times in five`
          : '',
      blocks: [
        { kind: 'list', ordered: false, items: details.map((reason) => clip(reason, characters)) },
        paragraph(
          'Verdict ',
          code(digest === null ? 'not stored' : shortOf(digest)),
          ', gate ',
          code(shortOf(verdict.gate)),
          `, ${clip(verdict.tool, 80)}.`,
        ),
      ],
    },
  ]
}
