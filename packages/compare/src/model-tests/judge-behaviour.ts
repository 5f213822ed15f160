import type { ModelTestResults, ModelTests, TestVerdict } from '@slipway/core'
import { normalUpperQuantile, wilsonLimits } from '@slipway/stats'
import { formatCount, formatGiven } from '../format-number.ts'
import { boundedTest, exactTest, TEST_ALPHA } from './test-finding.ts'

type Result = Extract<ModelTestResults['behaviour'], { tests: unknown }>['tests'][number]

/** Examples of failures that a sentence holds. */
const NAMED = 2

/**
 * A test of cases. Where none may fail the cases are the whole question, and a single failure decides. Where a share may, they
 * stand for others like them: the share's limits decide, so that few cases cannot tell.
 * @see Ribeiro et al. 2020, "Beyond Accuracy: Behavioral Testing of NLP Models with CheckList", ACL
 */
export function judgeBehaviour(
  { tests }: { readonly tests: readonly Result[] },
  { max }: NonNullable<ModelTests['behaviour']>,
): readonly TestVerdict[] {
  return tests.map((result) => {
    const { name, cases, failed, champion_failed } = result
    const subject = { kind: 'behaviour', name, unit: 'share' } as const
    const champion = champion_failed === null ? null : champion_failed / cases
    const measured = { challenger: failed / cases, champion, max }
    if (max === 0) return exactTest(subject, measured, reasonOf(result, ''))
    const limits = wilsonLimits(failed, cases, normalUpperQuantile(TEST_ALPHA))
    const share = (value: number) => `${formatGiven(Number((100 * value).toPrecision(2)))}\u00a0%`
    const bound = `; of cases like these at most ${share(limits[1])} fail, and ${share(max)} may`
    return boundedTest(subject, { ...measured, limits }, reasonOf(result, bound))
  })
}

function reasonOf({ name, cases, failed, champion_failed, failures }: Result, bound: string): string {
  const of = `${formatCount(failed)} of ${formatCount(cases)} cases ${failed === 1 ? 'fails' : 'fail'}`
  if (failed === 0) {
    const all = cases === 1 ? 'its one case holds' : `all ${formatCount(cases)} cases hold`
    return `in "${name}", ${all}${bound}`
  }
  const named = failures
    .slice(0, NAMED)
    .map((each) => `${each.case} expects ${each.expected} and gets ${each.got}`)
    .join('; ')
  const champion = champion_failed === null ? '' : ` (the champion fails ${formatCount(champion_failed)})`
  return `in "${name}", ${of}${champion}: ${named}${bound}`
}
