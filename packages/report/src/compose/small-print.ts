import { formatCount, formatGiven } from '@slipway/compare'
import type { Verdict } from '@slipway/core'
import { clip } from '@slipway/core'
import { type Block, code, type Inline, paragraph, strong } from '../document/document.ts'
import { formatMany } from '../text/format-amount.ts'

const SPLIT = 40
/** The split that answers and shows nothing; see docs/formats/predictions.md. */
const SEALED = 'test'

/** On which rows, how judged, at which level: one paragraph. */
export function smallPrint(verdict: Verdict): Block {
  if (verdict.mode === 'values')
    return paragraph(
      'Compared by metric files alone: there are no per-row predictions, so nobody can tell noise from a difference.',
    )
  const shown = Object.values(verdict.metrics).find(({ estimate }) => estimate?.split)?.estimate?.split
  const judged = verdict.champion === null ? [] : [...sealedAnswer(verdict), levelText(verdict)]
  return paragraph(...measuredOn(verdict, shown), ...judged)
}

function measuredOn({ mode, testset }: Verdict, split: string | null | undefined): Inline[] {
  if (!split) return []
  const kind = mode === 'sealed' ? 'the open ' : 'all '
  return [
    `Measured on ${kind}`,
    code(clip(split, SPLIT)),
    ` rows${sizeText(testset?.[split], ', judged by cluster')}. `,
  ]
}

function sealedAnswer({ mode, outcome, metrics, testset }: Verdict): Inline[] {
  if (mode !== 'sealed' || outcome === 'unchanged') return []
  const gated = Object.values(metrics).filter(({ sealed }) => sealed !== null)
  const passed = gated.length > 0 && gated.every(({ sealed }) => sealed !== 'not-shown')
  const answer = !passed ? 'not shown' : outcome === 'better' ? 'better' : 'non‑inferior'
  return [
    'The sealed ',
    code(SEALED),
    ` rows${sizeText(testset?.[SEALED])} say `,
    strong(answer),
    ', and nothing more. ',
  ]
}

function levelText({ looks, look, outcome }: Verdict): string {
  if (outcome === 'unchanged') return 'No look was spent.'
  const level = `${formatGiven(100 * (look?.bound ?? 0))}\u00a0%`
  if (look === null) return 'No look at the rows that decide was spent.'
  return `Look ${formatCount(look.number)} of ${formatCount(looks)} at these rows. Chance that any pass on them was false: at most ${level} over all ${formatCount(looks)}, counting only looks made through Slipway.`
}

function sizeText(
  split: { readonly rows: number; readonly clusters: number | null } | undefined,
  how = '',
): string {
  if (!split) return ''
  const clusters = split.clusters === null ? '' : `, ${formatMany(split.clusters, 'cluster')}${how}`
  return ` (${formatMany(split.rows, 'row')}${clusters})`
}
