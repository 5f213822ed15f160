import type { Claims, Digest, RunRecord } from '@slipway/core'
import type { Champion } from './champion.ts'
import type { Rescored } from './compare-sides.ts'
import type { JudgeInput } from './judge-model.ts'

type Claim = Claims['models'][string]

/** What a run claims of releases that it scored again, as far as those are the champion and the anchor of today. */
export function rescoredClaims(
  claim: Claim | undefined,
  records: ReadonlyMap<Digest, RunRecord>,
  champion: Champion | undefined,
): Pick<JudgeInput, 'rescored' | 'rescoredAnchor'> {
  const of = (again: Claim['rescored'] | undefined, model: Digest | null): Rescored | undefined => {
    const record = again ? records.get(again.evaluation) : undefined
    if (!again || !record || again.model !== model) return undefined
    const { evaluation: digest, predictions } = again
    return { evaluation: { key: record.key, digest, record }, predictions }
  }
  return {
    rescored: of(claim?.rescored, champion?.model ?? null),
    rescoredAnchor: of(claim?.rescored_anchor, champion?.json?.anchor?.model ?? null),
  }
}
