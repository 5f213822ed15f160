import type { ModelTestResults } from '@slipway/core'
import { clip } from '@slipway/core'
import { formatEstimate } from '../format-number.ts'
import { type Answers, labelAt, labelName, type Reading, scoreAt, scorePlace } from './answers.ts'
import type { BehaviourCase } from './behaviour-cases.ts'
import { relationHolds } from './expectation.ts'

type Behaviour = Extract<ModelTestResults['behaviour'], { tests: unknown }>
type TestResult = Behaviour['tests'][number]

const SHOWN = 20
const LONGEST = 200

/**
 * Which cases fail, test by test, in the order of their first case. An answer that is no number fails.
 * @param champion answers to the same rows; null where it was not asked
 */
export function checkCases(
  cases: readonly BehaviourCase[],
  challenger: Answers,
  champion: Answers | null,
  reading: Reading,
): readonly TestResult[] {
  const byTest = Map.groupBy(cases, ({ test }) => test)
  return Array.from(byTest, ([name, own]) => {
    const failed = own.filter((each) => !holds(each, challenger, reading))
    return {
      name: clip(name, LONGEST),
      cases: own.length,
      failed: failed.length,
      champion_failed: champion && own.filter((each) => !holds(each, champion, reading)).length,
      failures: failed.slice(0, SHOWN).map((each) => ({
        case: clip(each.name, LONGEST),
        expected: clip(each.expected, LONGEST),
        got: clip(got(each, challenger, reading), LONGEST),
      })),
    }
  })
}

function holds(each: BehaviourCase, answers: Answers, reading: Reading): boolean {
  const { expect, row, original, tolerance } = each
  if (expect.kind === 'label' && reading.task !== 'regression')
    return labelName(reading, labelAt(answers, row)) === expect.label
  const place = scorePlace(answers, reading, each.class)
  if (place === undefined) return false
  const score = scoreAt(answers, row, place)
  if (expect.kind === 'label') return Math.abs(score - Number(expect.label)) <= tolerance
  if (expect.kind === 'range') return score >= expect.min && score <= expect.max
  return (
    original !== undefined && relationHolds(expect.kind, score, scoreAt(answers, original, place), tolerance)
  )
}

function got(
  { expect, row, original, class: name }: BehaviourCase,
  answers: Answers,
  reading: Reading,
): string {
  if (expect.kind === 'label' && reading.task !== 'regression')
    return labelName(reading, labelAt(answers, row))
  const place = scorePlace(answers, reading, name)
  if (place === undefined) return 'a class that the model does not have'
  const score = formatEstimate(scoreAt(answers, row, place))
  return original === undefined || expect.kind === 'range'
    ? score
    : `${score} after ${formatEstimate(scoreAt(answers, original, place))}`
}
