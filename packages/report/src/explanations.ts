import type { Disagreement } from '@slipway/compare'
import type { ModelTestResults } from '@slipway/core'

/** What a model looks at, and where it parts from its champion. Nothing of it decides. */
export interface Explanations {
  /** Permutation importance; null where it was not asked for, or could not be measured. */
  readonly importance: Extract<ModelTestResults['importance'], { features: unknown }> | null
  /** Rows that may be shown, the farthest apart first. */
  readonly disagreements: readonly Disagreement[]
}
