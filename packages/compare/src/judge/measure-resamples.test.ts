import type { Resamples, SplitResamples } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { compareModels } from '../compare-models.ts'
import {
  type Columns,
  columnsOf,
  gateMetric,
  input,
  model,
  Random,
  side,
  world,
} from '../testing/synthetic.ts'

const random = new Random(81)
const rows = world(random, { test: 800 })
const columns = columnsOf(
  rows,
  rows.y.map(() => random.uniform()),
)
const other = columnsOf(
  rows,
  rows.y.map(() => random.uniform()),
)
const gate = model({ fidelity: gateMetric({ role: 'goal', margin: 0.02, resamples: 'eval/fidelity.json' }) })

/** A bootstrap of 300: noise that both share, and some of its own. */
const noise = Array.from({ length: 300 }, () => 0.03 * random.normal())
function resamples(estimate: number, own = 0.002, more: Partial<SplitResamples> = {}, seed = 7): Resamples {
  const values = noise.map((shared) => estimate + shared + own * random.normal())
  const test: SplitResamples = { unit: 'row', units: 800, estimate, values, ...more }
  return { schema: 'slipway.resamples/v1', method: 'bootstrap', seed, splits: { test } }
}

function judge(
  challenger: Resamples | string | undefined,
  champion: Resamples | string | undefined,
  [own, reference]: readonly [Columns, Columns] = [columns, other],
) {
  const withResamples = (name: string, rows: Columns, value: Resamples | string | undefined) => ({
    ...side(name, rows),
    ...(value === undefined ? {} : { resamples: { fidelity: value } }),
  })
  return compareModels(
    input(gate, withResamples('challenger', own, challenger), withResamples('v1.0.0', reference, champion)),
  )
}

describe('a metric that only its owner can compute is judged by resamples of both models', () => {
  it('better, worse, non-inferior, cannot tell', () => {
    const champion = resamples(0.8)
    const better = judge(resamples(0.85), champion)
    expect(better.outcome).toBe('better')
    const { estimate } = better.metrics.fidelity ?? {}
    expect(estimate).toMatchObject({
      challenger: 0.85,
      champion: 0.8,
      df: 299,
      method: '300 resamples of its own, t',
    })
    // The shared noise is that of the rows: paired, it is gone.
    expect(estimate?.standard_error).toBeLessThan(0.004)
    expect(judge(resamples(0.75), champion).outcome).toBe('worse')
    expect(judge(resamples(0.801), champion).outcome).toBe('non-inferior')
    expect(judge(resamples(0.8, 0.03), champion).outcome).toBe('cannot-tell')
    expect(judge(champion, champion).outcome).toBe('non-inferior')
  })
  it('cannot tell where they are not of the same resamples of these rows', () => {
    const champion = resamples(0.8)
    const reason = (
      challenger: Resamples | string | undefined,
      reference: Resamples | string | undefined = champion,
    ) => {
      const verdict = judge(challenger, reference)
      expect(verdict.outcome).toBe('cannot-tell')
      return verdict.reasons[0]
    }
    expect(reason(undefined)).toMatch(/there are no resamples of it/)
    expect(judge(champion, undefined).reasons[0]).toMatch(/there are no resamples of v1\.0\.0/)
    expect(reason('no run has written "eval/fidelity.json"')).toMatch(/no run has written/)
    expect(reason(champion, 'the file is broken')).toMatch(/the file is broken/)
    expect(reason(resamples(0.85, 0.002, {}, 8))).toMatch(/seed 8, and those of v1\.0\.0 with seed 7/)
    expect(reason(resamples(0.85, 0.002, { units: 799 }))).toMatch(/of 799 rows, and there are 800/)
    expect(reason(resamples(0.85, 0.002, { unit: 'cluster' }))).toMatch(
      /draw clusters, and these rows are independent/,
    )
    expect(reason(resamples(0.85, 0.002, { values: noise.slice(0, 199).map((n) => 0.85 + n) }))).toMatch(
      /199 resamples; it takes 200/,
    )
    expect(reason(resamples(0.85, 0.002, { values: noise.slice(0, 250).map((n) => 0.85 + n) }))).toMatch(
      /250 resamples, and 300 of v1\.0\.0/,
    )
    expect(reason(resamples(0.85, 0.002, { estimate: 0.99 }))).toMatch(
      /further from the mean of its resamples/,
    )
    expect(reason({ ...resamples(0.85), splits: {} })).toMatch(/no split "test"/)
    expect(
      reason(
        resamples(0.85, 0.002, { values: noise.map(() => 0.85) }),
        resamples(0.8, 0, { values: noise.map(() => 0.8) }),
      ),
    ).toMatch(/no noise to judge it by/)
  })
  it('rows in clusters take resamples of clusters', () => {
    const clustered = (from: Columns): Columns => ({ ...from, cluster: rows.y.map((_, i) => `d${i % 20}`) })
    const pair = [clustered(columns), clustered(other)] as const
    const drawn = (estimate: number) => resamples(estimate, 0.002, { unit: 'cluster', units: 20 })
    const verdict = judge(drawn(0.85), drawn(0.8), pair)
    expect(verdict.outcome).toBe('better')
    expect(verdict.metrics.fidelity?.estimate?.df).toBe(19)
    expect(judge(resamples(0.85), resamples(0.8), pair).reasons[0]).toMatch(
      /draw rows, and these rows hang together by cluster/,
    )
  })
  it('other rows than the champion’s cannot be compared', () => {
    const changed = { ...other, y: rows.y.map((label, i) => (i === 3 ? 1 - label : label)) }
    expect(judge(resamples(0.85), resamples(0.8), [columns, changed]).reasons[0]).toMatch(
      /not judged on the same rows/,
    )
  })
})
