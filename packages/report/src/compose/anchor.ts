import type { AnchorVerdict, MetricVerdict, Verdict } from '@slipway/core'
import { clip } from '@slipway/core'
import { type Block, paragraph } from '../document/document.ts'
import type { Detail } from './detail.ts'
import { fewerRows, type MetricRow } from './metric-rows.ts'
import { metricsTable } from './metrics-table.ts'
import { STANDINGS } from './standing.ts'

const NAME = 60

/** The same challenger against the release that losses are added up from, where that is not the champion. */
export function anchorSection(verdict: Verdict, detail: Detail): readonly Block[] {
  const { anchor, metrics } = verdict
  if (!anchor) return []
  const version = clip(anchor.version ?? 'the anchor', NAME)
  const rows = fewerRows(anchorRows(anchor, metrics), detail.metrics)
  const again = anchor.rescored ? ` ${version} was scored again on the challenger’s rows.` : ''
  return [
    {
      kind: 'section',
      title: 'Against the anchor',
      result: `${STANDINGS[anchor.outcome].word}, with all merges since ${version}`,
      blocks: [
        paragraph(clip(anchor.reason, detail.text)),
        metricsTable(rows, { baseline: `anchor ${version}`, challenger: 'challenger' }, verdict),
        paragraph(
          `The anchor is the last release that was better than the one before it, or that a person accepted: small losses, each inside the margin, must not add up to more than one since then.${again}`,
        ),
      ],
    },
  ]
}

function anchorRows(anchor: AnchorVerdict, metrics: Verdict['metrics']): readonly MetricRow[] {
  return Object.entries(anchor.metrics).flatMap(([name, { outcome, reason, estimate, sealed }]) => {
    const asked = metrics[name]
    if (!asked) return []
    const metric: MetricVerdict = {
      ...asked,
      min: null,
      max: null,
      outcome,
      reason,
      estimate,
      sealed,
      power: null,
    }
    return [{ name, metric }]
  })
}
