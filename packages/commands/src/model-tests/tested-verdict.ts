import { believedResults, type CompareSide, judgeTests, type TestEvidence, withTests } from '@slipway/compare'
import type { Model, Verdict } from '@slipway/core'
import type { Explanations } from '@slipway/report'

/** A verdict with what the tests of the model say, and what they explain. */
export function testedVerdict(
  model: Model,
  verdict: Verdict,
  sides: { readonly challenger: CompareSide; readonly champion: CompareSide | null },
  tests: TestEvidence | undefined,
): { readonly verdict: Verdict; readonly importance: Explanations['importance'] } {
  const importance = believedResults(tests)?.importance
  return {
    verdict: withTests(verdict, judgeTests(model, tests, sides)),
    importance: importance && 'features' in importance ? importance : null,
  }
}
