import type { Digest, Leakage, Model, Resamples, Side, SignOff, Verdict } from '@slipway/core'
import type { Predictions } from './predictions/predictions.ts'
import type { Sweep } from './sweep/sweep-side.ts'

/** A value as a metrics file gives it. */
export type MetricValue = number | string | boolean | null

/** One of the two models, with everything that it is judged by. */
export interface CompareSide {
  readonly side: Side
  /** What sentences call it, where it is no released version. */
  readonly name?: string
  /** Null where there are none, or they could not be read. */
  readonly predictions: Predictions | null
  /** Of a release that was scored again: the predictions that it was released with, where they can still be read. */
  readonly released?: Predictions | null
  /** Why predictions that should be there could not be read; becomes the reason of *cannot tell*. */
  readonly problem?: string
  /** Numbers by name from its metric files. */
  readonly values: Readonly<Record<string, MetricValue>>
  /** Resamples by metric, where the gate takes one from them; or why they could not be read. */
  readonly resamples?: Readonly<Record<string, Resamples | string>>
  /** Identity of the code that made the predictions. */
  readonly evalcode: Digest | null
}

export interface CompareInput {
  readonly model: Model
  readonly challenger: CompareSide
  readonly champion: CompareSide | null
  readonly baselineKind: Verdict['baseline_kind']
  /** All models that were tried, the challenger among them; undefined where only it was. */
  readonly sweep?: Sweep | undefined
  /** Test rows among the training rows; undefined where the project does not say what the model was trained on. */
  readonly leakage?: Leakage | undefined
  /** The champion was scored again on the challenger's rows. */
  readonly rescored: boolean
  /** The release that losses are added up from, where that is not the champion; `unknown` where nobody kept which it was. */
  readonly anchor?: CompareAnchor | 'unknown' | undefined
  /** Name and version of the program. */
  readonly tool: string
  readonly signoff: SignOff | null
}

/** A release of old, with everything that it is judged by. */
export interface CompareAnchor {
  readonly side: CompareSide
  /** It was scored again on the challenger's rows. */
  readonly rescored: boolean
}
