import { Random } from '../../packages/compare/src/testing/random.ts'
import { dieboldMariano, serialStandardError, studentTUpperQuantile } from '../../packages/stats/src/index.ts'

// How often limits of the mean difference of two forecasts lie above a true difference of 0, by two standard errors:
// docs/adr/0011-forecasts.md. `node test/simulations/forecasts.ts [replications]`

const REPLICATIONS = Number(process.argv[2] ?? 10_000)
const LEVELS = [0.05, 0.0025]
/** Times, horizon, and how much of a difference is carried over to the next time beyond the overlap. */
const WORLDS: readonly (readonly [times: number, horizon: number, carried: number])[] = [
  [100, 1, 0],
  [60, 6, 0],
  [120, 12, 0],
  [240, 24, 0],
  [365, 7, 0],
  [700, 24, 0],
  [100, 1, 0.3],
  [200, 7, 0.3],
]

/** Differences whose errors overlap for `horizon` steps: a moving sum of shocks, each of which may be carried over. */
function differences(random: Random, times: number, horizon: number, carried: number): Float64Array {
  const shocks = new Float64Array(times + horizon + 50)
  for (let t = 0; t < shocks.length; t++) shocks[t] = random.normal() + carried * (shocks[t - 1] ?? 0)
  return Float64Array.from({ length: times }, (_, t) => {
    let sum = 0
    for (let k = 0; k < horizon; k++) sum += shocks[t + 50 + k] ?? 0
    return sum
  })
}

function ratesOf([times, horizon, carried]: (typeof WORLDS)[number]) {
  const random = new Random(17)
  const order = { codes: Int32Array.from({ length: times }, (_, t) => t), count: times }
  const passed = { cosines: [0, 0], autocovariances: [0, 0] }
  let undefinedVariance = 0
  for (let n = 0; n < REPLICATIONS; n++) {
    const values = differences(random, times, horizon, carried)
    const usual = dieboldMariano(values, new Float64Array(times), horizon)
    const statistic = { estimate: usual.difference, values, strata: undefined, without: undefined }
    const own = serialStandardError(statistic, { rows: times }, order, horizon)
    if (Number.isNaN(usual.standardError)) undefinedVariance++
    for (const [k, level] of LEVELS.entries()) {
      const above = (standardError: number, df: number) =>
        usual.difference > studentTUpperQuantile(level, df) * standardError ? 1 : 0
      passed.cosines[k] = (passed.cosines[k] ?? 0) + above(own.standardError, own.df)
      passed.autocovariances[k] = (passed.autocovariances[k] ?? 0) + above(usual.standardError, usual.df)
    }
  }
  return { passed, undefinedVariance }
}

const percent = (count: number) => ((100 * count) / REPLICATIONS).toFixed(2)
console.log(
  '| times | horizon | carried over | autocovariances, at 5 | at 0.25 | no variance | cosines, at 5 | at 0.25 |',
)
console.log('|--:|--:|--:|--:|--:|--:|--:|--:|')
for (const world of WORLDS) {
  const { passed, undefinedVariance } = ratesOf(world)
  const cells = [
    ...world,
    ...passed.autocovariances.map(percent),
    percent(undefinedVariance),
    ...passed.cosines.map(percent),
  ]
  console.log(`| ${cells.join(' | ')} |`)
}
