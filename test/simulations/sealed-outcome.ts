// Error rates of the sealed comparison, by our own code: docs/adr/0002-sealed-outcome.md.
//
//   node test/simulations/sealed-outcome.ts [replications] [look|lifetime]
//
// Prints a table and ends with 1 where a rate is above its level by more than three Monte-Carlo standard errors.

import { compareModels } from '../../packages/compare/src/index.ts'
import {
  type Columns,
  columnsOf,
  gateMetric,
  input,
  model,
  predict,
  Random,
  side,
  world,
} from '../../packages/compare/src/testing/synthetic.ts'
import { logLosses, meanOf, rocAuc } from '../../packages/stats/src/index.ts'
import { Tally } from './tally.ts'

const replications = Number(process.argv[2] ?? 10_000)
const only = process.argv[3]
const ROWS = 1200
const GOOD = 0.5
const BAD = 0.8

type Metric = 'roc_auc' | 'log_loss'
const direction = (metric: Metric) => (metric === 'roc_auc' ? ('higher' as const) : ('lower' as const))

/** True loss of the worse model against the better one, from a sample so large that its own noise does not matter. */
function trueLoss(metric: Metric, clusters: number | undefined): number {
  const random = new Random(99)
  const rounds = 3
  let sum = 0
  for (let round = 0; round < rounds; round++) {
    // As many clusters as make the draw of their effects stop mattering.
    const rows = world(random, { test: 600_000 }, clusters && 20_000)
    const y = Float64Array.from(rows.y)
    const sample = { rows: rows.rows }
    const value = (noise: number) => {
      const p = Float64Array.from(predict(random, rows, noise))
      return (metric === 'roc_auc' ? rocAuc(y, p, sample) : meanOf(logLosses(y, p), sample)).estimate
    }
    sum += Math.abs(value(GOOD) - value(BAD))
  }
  return sum / rounds
}

/** One look: how often a model that is no better is called better, and one that is worse by the margin is let through. */
function oneLook(metric: Metric, clusters: number | undefined, looks: number): void {
  const margin = trueLoss(metric, clusters)
  const gate = model(
    { [metric]: gateMetric({ role: 'goal', direction: direction(metric), margin }) },
    { looks },
  )
  const random = new Random(1)
  const equal = new Tally(replications)
  const worse = new Tally(replications)
  for (let n = 0; n < replications; n++) {
    const rows = world(random, { tune: ROWS, test: ROWS }, clusters)
    const champion = side('v1.0.0', columnsOf(rows, predict(random, rows, GOOD)))
    const verdict = (noise: number) =>
      compareModels(input(gate, side('new', columnsOf(rows, predict(random, rows, noise))), champion)).outcome
    equal.add(verdict(GOOD))
    worse.add(verdict(BAD))
  }
  const where = `${metric}, ${clusters ? `${clusters} clusters` : 'independent rows'}, K = ${looks}`
  const level = 0.05 / looks
  equal.report(`Δ = 0, ${where}`, [
    { outcome: 'better', most: level },
    { outcome: 'worse', most: 0.05 },
  ])
  worse.report(`Δ = −δ, ${where}`, [{ outcome: 'passed', most: level }])
}

/**
 * 20 pull requests that change nothing real, by developers who see what we show. The loss is |ŷ|, shifted up so that it is
 * linear and noise adds nothing to it. Clusters lie in one split each, or (told for comparison only) in both.
 */
function lifetime(developer: 'independent' | 'keeps unless worse' | 'climbs on tune', inBoth = false): void {
  const looks = 20
  const [perSplit, clusters] = [300, 15]
  const gate = model(
    { mean_absolute_error: gateMetric({ role: 'goal', direction: 'lower', margin: 0.05 }) },
    { looks },
  )
  const random = new Random(2)
  const tally = new Tally(replications)
  const rows = Array.from({ length: 2 * perSplit }, (_, i) => i)
  const clusterOf = (i: number) => (i % clusters) + (inBoth || i < perSplit ? 0 : clusters)
  const columns = (loss: readonly number[]): Columns => ({
    row_id: rows,
    split: rows.map((i) => (i < perSplit ? 'tune' : 'test')),
    cluster: rows.map((i) => `c${clusterOf(i)}`),
    y: rows.map(() => 0),
    y_pred: [...loss],
  })
  const noise = (size: number) => {
    const shared = Array.from({ length: 2 * clusters }, () => random.normal())
    return rows.map((i) => size * (random.normal() + 0.5 * (shared[clusterOf(i)] ?? 0)))
  }
  const sum = (a: readonly number[], b: readonly number[]) => a.map((v, i) => v + (b[i] ?? 0))
  for (let n = 0; n < replications; n++) {
    const base = noise(1).map((v) => 10 + v)
    const champion = side('v1.0.0', columns(base))
    let kept = base
    let best = 0
    let fooled = false
    for (let look = 0; look < looks && !fooled; look++) {
      const tried = sum(developer === 'independent' ? base : kept, noise(0.3))
      const verdict = compareModels(input(gate, side('new', columns(tried)), champion))
      fooled = verdict.outcome === 'better'
      const shown = verdict.metrics.mean_absolute_error?.estimate?.difference ?? 0
      const keeps = developer === 'climbs on tune' ? shown < best : verdict.outcome !== 'worse'
      if (keeps) {
        kept = tried
        best = shown
      }
    }
    tally.add(fooled ? 'better' : 'cannot-tell')
  }
  const what = `20 looks, developer ${developer}`
  if (inBoth) tally.report(`${what}, clusters in both splits`, [])
  else tally.report(what, [{ outcome: 'better', most: 0.05 }])
}

if (only !== 'lifetime') {
  for (const looks of [1, 20])
    for (const metric of ['roc_auc', 'log_loss'] as const)
      for (const clusters of [undefined, 30]) oneLook(metric, clusters, looks)
}
if (only !== 'look') {
  for (const developer of ['independent', 'keeps unless worse', 'climbs on tune'] as const)
    lifetime(developer)
  lifetime('climbs on tune', true)
}
