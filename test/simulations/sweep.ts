// What choosing the best of twenty models does, by our own code: docs/statistics.md §2, Sweeps.
//
//   node test/simulations/sweep.ts [replications]
//
// Prints how often the best of twenty that are no better than the champion is called better, and how often a model that is
// as good as any is tied with the best. Ends with 1 where a rate is off its level by more than three Monte-Carlo standard errors.

import { compareModels, predictionsOf, type SweepSide } from '../../packages/compare/src/index.ts'
import {
  type Columns,
  gateMetric,
  input,
  model,
  Random,
  side,
} from '../../packages/compare/src/testing/synthetic.ts'
import { digestOf } from '../../packages/core/src/index.ts'

const replications = Number(process.argv[2] ?? 1000)
const [TRIED, ROWS, LEVEL] = [20, 400, 0.05]
const gate = model(
  { mean_absolute_error: gateMetric({ role: 'goal', direction: 'lower', margin: 0.5 }) },
  { looks: 1 },
)
const random = new Random(11)

interface Tally {
  readonly raw: number
  readonly gated: number
  readonly tied: number
}

/** Twenty models that are all as good as the champion, the best of them chosen on the open rows. */
function sweep(sealed: boolean): Tally {
  const rows = Array.from({ length: sealed ? 2 * ROWS : ROWS }, (_, i) => i)
  const isOpen = (i: number) => !sealed || i < ROWS
  const columns = (loss: readonly number[]): Columns => ({
    row_id: rows,
    split: rows.map((i) => (sealed && isOpen(i) ? 'tune' : 'test')),
    y: rows.map(() => 0),
    y_pred: [...loss],
  })
  let [raw, gated, tied] = [0, 0, 0]
  for (let n = 0; n < replications; n++) {
    const base = rows.map(() => 10 + random.normal())
    const train = () => base.map((loss) => loss + 0.3 * random.normal())
    const champion = side('v1.0.0', columns(train()))
    const tried = Array.from({ length: TRIED }, train)
    const open = (loss: readonly number[]) => loss.reduce((sum, value, i) => sum + (isOpen(i) ? value : 0), 0)
    const best = tried.reduce((a, b) => (open(b) < open(a) ? b : a))
    const sides = tried.map((loss, k): SweepSide => {
      const label = loss === best ? 'best' : `model ${k}`
      return {
        label,
        params: {},
        digest: digestOf(`predictions of ${label}`),
        predictions: predictionsOf(columns(loss)),
      }
    })
    const challenger = side('best', columns(best))
    const verdictWith = (given: { sides: SweepSide[] } | undefined) =>
      compareModels(input(gate, challenger, champion, { sweep: given }))
    const verdict = verdictWith({ sides })
    if (verdictWith(undefined).outcome === 'better') raw++
    if (verdict.outcome === 'better') gated++
    if (verdict.sweep?.contenders.find(({ label }) => label === sides[0]?.label)?.tied) tied++
  }
  return { raw: raw / replications, gated: gated / replications, tied: tied / replications }
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`
const slack = (level: number) => 3 * Math.sqrt((level * (1 - level)) / replications)
for (const sealed of [false, true]) {
  const { raw, gated, tied } = sweep(sealed)
  console.log(
    `${sealed ? 'sealed' : 'open'}: better without a sweep ${percent(raw)}, with it ${percent(gated)} (at most ${percent(LEVEL)}); tied with the best ${percent(tied)} (at least ${percent(1 - LEVEL)})`,
  )
  if (gated > LEVEL + slack(LEVEL) || tied < 1 - LEVEL - slack(LEVEL)) process.exitCode = 1
}
