import type { Model, ModelTestResults, ModelTests, TestKind, TestSubject, TestVerdict } from '@slipway/core'
import { testKey } from '@slipway/core'
import type { CompareSide } from '../compare-input.ts'
import { judgeBehaviour } from './judge-behaviour.ts'
import { judgeBytes } from './judge-bytes.ts'
import { judgeFairness } from './judge-fairness.ts'
import { judgeLatency } from './judge-latency.ts'
import { judgeDeterminism, judgeParity } from './judge-parity.ts'
import { judgeRobustness } from './judge-robustness.ts'
import { untoldTest } from './test-finding.ts'

/** What the tests of a model measured, and what they should have been asked. */
export interface TestEvidence {
  readonly subject: TestSubject
  /** Null where they were not run, or could not be read. */
  readonly results: ModelTestResults | null
  /** Why there are none. */
  readonly problem: string | undefined
}

export interface JudgedSides {
  readonly challenger: CompareSide
  readonly champion: CompareSide | null
}

type Told = Exclude<TestKind, 'fairness' | 'importance'>

/** Judges every test that a model's project file asks for; one that has no answer is *cannot tell*. */
export function judgeTests(
  { gate, tests = {} }: Pick<Model, 'gate' | 'tests'>,
  evidence: TestEvidence | undefined,
  sides: JudgedSides,
): readonly TestVerdict[] {
  const problem = evidence ? evidenceProblem(evidence) : 'the tests were not run'
  const results = evidence?.results
  const ask = <K extends Told>(
    kind: K,
    judge: (
      result: Exclude<NonNullable<ModelTestResults[K]>, { problem: string }>,
      spec: NonNullable<ModelTests[K]>,
    ) => readonly TestVerdict[],
  ): readonly TestVerdict[] => {
    const spec = tests[kind]
    if (spec === undefined) return []
    const result = problem === undefined ? results?.[kind] : { problem }
    if (result === undefined) return [untold(kind, 'it was not measured')]
    if ('problem' in result) return [untold(kind, result.problem)]
    return judge(result as never, spec as NonNullable<ModelTests[K]>)
  }
  return [
    ...ask('behaviour', judgeBehaviour),
    ...ask('parity', judgeParity),
    ...ask('determinism', judgeDeterminism),
    ...ask('size', (result, spec) => judgeBytes('size', result, spec)),
    ...ask('memory', (result, spec) => judgeBytes('memory', result, spec)),
    ...ask('latency', (result, spec) =>
      results ? judgeLatency(result, spec, results.machine) : [untold('latency', 'it was not measured')],
    ),
    ...ask('robustness', judgeRobustness),
    ...(tests.fairness ? judgeFairness({ gate }, tests.fairness, sides) : []),
  ]
}

function untold(kind: Told, why: string): TestVerdict {
  return untoldTest({ kind, name: 'all', unit: 'share' }, `the ${kind} test has no answer: ${why}`)
}

/** The results, where they answer what was asked; undefined otherwise. */
export function believedResults(evidence: TestEvidence | undefined): ModelTestResults | undefined {
  return evidence && evidenceProblem(evidence) === undefined ? (evidence.results ?? undefined) : undefined
}

/** Why the results are none, or answers to another question; undefined where they are what was asked. */
function evidenceProblem({ subject, results, problem }: TestEvidence): string | undefined {
  if (!results) return problem ?? 'the tests were not run'
  if (testKey(results.subject) === testKey(subject)) return undefined
  const { model, champion, tests, inputs } = results.subject
  if (model !== subject.model) return 'the results are of another model file'
  if (champion !== subject.champion) return 'the results are beside another champion than the one of now'
  if (tests !== subject.tests) return 'the results are of other tests than the gate asks for'
  const paths = [...new Set([...Object.keys(inputs), ...Object.keys(subject.inputs)])].sort()
  const path = paths.find((each) => inputs[each] !== subject.inputs[each])
  return `the results are of another "${path}" than the one that counts`
}
