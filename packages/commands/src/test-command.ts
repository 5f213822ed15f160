import { type ModelTestResults, OUTCOME_EXIT, type TestVerdict } from '@slipway/core'
import { defineCommand } from './command.ts'
import { textTable } from './text-table.ts'

/** What the tests of one model say. */
export interface TestedModelResult {
  readonly model: string
  /** Version of the champion that it was tested beside; null where there is none, or it is the same file. */
  readonly champion: string | null
  readonly tests: readonly TestVerdict[]
  /** What was measured; null where only predictions were looked at. */
  readonly results: ModelTestResults | null
  /** False where the results of an earlier call answer the same question. */
  readonly measured: boolean
}

export interface TestResult {
  readonly models: readonly TestedModelResult[]
}

export const testCommand = defineCommand({
  name: 'test',
  summary: 'Run the tests of models: behaviour, parity, latency, fairness and what else slipway.yaml asks',
  arguments: { models: { describe: 'Models; all of the project without.', many: true } },
  options: {
    again: { kind: 'flag', describe: 'Measure although the same was measured before.' },
    base: {
      kind: 'text',
      value: 'revision',
      describe: 'Test as a pull request to this commit: tests and their cases are read from there.',
    },
  },
  examples: ['slipway test', 'slipway test flight-delay', 'slipway test --base origin/main --json'],
  run: async (context, options): Promise<TestResult> => {
    const { testModels } = await import('./model-tests/test-models.ts')
    return { models: await testModels(context, options) }
  },
  render: ({ models }) => models.map(renderModel).join('\n\n'),
  exitCode: ({ models }) => {
    const outcomes = models.flatMap(({ tests }) => tests.map(({ outcome }) => outcome))
    const worst = (['worse', 'cannot-tell'] as const).find((outcome) => outcomes.includes(outcome))
    return worst === undefined ? 0 : OUTCOME_EXIT[worst]
  },
})

const MARKS = { holds: '✔', shown: '·', worse: '✘', 'cannot-tell': '?' } as const

function renderModel({ model, champion, tests, measured }: TestedModelResult): string {
  const beside = champion === null ? '' : ` beside ${champion}`
  const kept = measured ? '' : ' (measured before; --again measures anew)'
  const rows = tests.map(({ kind, outcome, reason }) => [
    `  ${MARKS[outcome]} ${outcome.replace('-', ' ')}`,
    kind,
    reason,
  ])
  return `${model}${beside}${kept}\n${textTable(rows)}`
}
