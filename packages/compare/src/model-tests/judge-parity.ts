import type { AnswerDifference, ModelTestResults, ModelTests, TestVerdict } from '@slipway/core'
import { formatCount, formatEstimate, formatGiven } from '../format-number.ts'
import { exactTest, untoldTest } from './test-finding.ts'

type Parity = Extract<ModelTestResults['parity'], { predictions: unknown }>
type Determinism = Extract<ModelTestResults['determinism'], { again: unknown }>

/** The model file against the predictions that judge it, and against what the training framework said. */
export function judgeParity(
  { predictions, reference }: Parity,
  spec: NonNullable<ModelTests['parity']>,
): readonly TestVerdict[] {
  return [
    ...compared('the predictions', predictions, spec),
    ...(reference ? compared('the training framework', reference, spec) : []),
  ]
}

function compared(
  other: string,
  { rows, max: found, flipped }: AnswerDifference,
  { max, flipped: allowed }: NonNullable<ModelTests['parity']>,
): readonly TestVerdict[] {
  const subject = { kind: 'parity', name: `largest difference from ${other}`, unit: 'score' } as const
  if (found === null)
    return [untoldTest(subject, `the model cannot be compared with ${other}: an answer is no number`, max)]
  const text = `on ${formatCount(rows)} rows the model file differs from ${other} by up to ${formatEstimate(found)}; ${formatGiven(max)} is allowed`
  const difference = exactTest(subject, { challenger: found, max }, text)
  if (flipped === null) return [difference]
  const labels =
    flipped === 0
      ? `the model file gives ${formatCount(rows)} rows the labels of ${other}`
      : `the model file gives ${formatCount(flipped)} of ${formatCount(rows)} rows other labels than those of ${other}: it is not the model that was evaluated`
  return [
    difference,
    exactTest(
      { kind: 'parity', name: `labels other than ${other}`, unit: 'rows' },
      { challenger: flipped, max: allowed },
      labels,
    ),
  ]
}

/** The same rows once more, and with other threads and batch sizes. */
export function judgeDeterminism(
  { again, variations }: Determinism,
  { max }: NonNullable<ModelTests['determinism']>,
): readonly TestVerdict[] {
  const repeated = exactTest(
    { kind: 'determinism', name: 'the same rows twice', unit: 'rows' },
    { challenger: again ? 0 : 1, max: 0 },
    again
      ? 'asked twice, it answers the same'
      : 'asked twice, it answers otherwise: something in it is random',
  )
  const varied = variations.map(({ name, max: found }) => {
    const subject = { kind: 'determinism', name, unit: 'score' } as const
    if (found === null) return untoldTest(subject, `with ${name}, an answer is no number`, max)
    const moved =
      found === 0 ? 'the same' : `other by up to ${formatEstimate(found)}; ${formatGiven(max)} is allowed`
    return exactTest(subject, { challenger: found, max }, `with ${name}, its answers are ${moved}`)
  })
  return [repeated, ...varied]
}
