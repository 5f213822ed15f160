import type { Digest, SweepVerdict } from '@slipway/core'
import type { Predictions } from '../predictions/predictions.ts'

/** One of the models that were tried for a pull request. */
export interface SweepSide {
  readonly label: string
  /** What it was trained with, as far as that is known. */
  readonly params: SweepVerdict['contenders'][number]['params']
  /** Digest of its predictions: the challenger is told by it. */
  readonly digest: Digest | null
  /** Null where they cannot be read; `problem` says why. */
  readonly predictions: Predictions | null
  readonly problem?: string
}

/** All that were tried, or why that cannot be known. */
export type Sweep = { readonly sides: readonly SweepSide[] } | { readonly problem: string }
