import { believedResults, type CompareSide, disagreementsOf, type TestEvidence } from '@slipway/compare'
import type { Model } from '@slipway/core'
import type { Explanations } from '@slipway/report'

/** Rows that the page shows; a comment shows fewer. */
const MOST_ROWS = 10

/** What the results of tests and the open rows tell about why a model is as it is. */
export function explanationsOf(
  model: Model,
  { challenger, champion }: { readonly challenger: CompareSide; readonly champion: CompareSide | null },
  tests: TestEvidence | undefined,
): Explanations {
  const importance = believedResults(tests)?.importance
  return {
    importance: importance && 'features' in importance ? importance : null,
    disagreements: disagreementsOf(model, challenger, champion, MOST_ROWS),
  }
}
