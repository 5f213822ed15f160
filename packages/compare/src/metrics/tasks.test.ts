import { standardDirection, type Task } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import golden from '../fixtures/tasks.json' with { type: 'json' }
import { type Columns, gateMetric, judge, model } from '../testing/synthetic.ts'

describe('metrics of every task agree with scikit-learn, or with their definition done the long way', () => {
  for (const { name, task, gates, columns, challenger, champion, expected } of golden.cases) {
    for (const [metric, { a, b, se }] of Object.entries(expected)) {
      it(`${metric}, ${name}`, () => {
        const parameters = Object.entries(gates).find(([of]) => of === metric)?.[1] ?? {}
        const direction = standardDirection(metric) ?? 'lower'
        const gate = model(
          { [metric]: { ...gateMetric({ role: 'goal', margin: 0.01, direction }), ...parameters } },
          { task: task as Task },
        )
        const verdict = judge(
          gate,
          { ...columns, ...challenger } as Columns,
          { ...columns, ...champion } as Columns,
        )
        const { estimate, reason } = verdict.metrics[metric] ?? {}
        expect(estimate?.challenger, reason).toBeCloseTo(b, 10)
        expect(estimate?.champion).toBeCloseTo(a, 10)
        if (se !== null) expect(estimate?.standard_error).toBeCloseTo(se, 10)
      })
    }
  }
})
