// How much quality a line of merges loses, by our own code: docs/adr/0010-the-anchor-only-rises.md.
//
//   node test/simulations/anchor.ts [replications]
//
// Prints, in margins, what 50 pull requests lose, by what the gate adds losses up from.

import { type CompareSide, compareModels } from '../../packages/compare/src/index.ts'
import {
  type Columns,
  gateMetric,
  input,
  model,
  Random,
  side,
} from '../../packages/compare/src/testing/synthetic.ts'

const replications = Number(process.argv[2] ?? 200)
const [PULLS, ROWS, MARGIN] = [50, 400, 0.04]
const gate = model(
  { mean_absolute_error: gateMetric({ role: 'goal', direction: 'lower', margin: MARGIN }) },
  { looks: 1000 },
)
const rows = Array.from({ length: 2 * ROWS }, (_, i) => i)
const columns = (loss: readonly number[]): Columns => ({
  row_id: rows,
  split: rows.map((i) => (i < ROWS ? 'tune' : 'test')),
  y: rows.map(() => 0),
  y_pred: [...loss],
})

type Rule = 'champion only' | 'last that was better' | 'better than the anchor too'
interface Released {
  readonly side: CompareSide
  readonly loss: number
}

/** What the last of 50 pull requests has lost against the first release, in margins. */
function lost(rule: Rule, changes: (n: number) => number, random: Random): number {
  const base = rows.map(() => 10 + random.normal())
  const train = (name: string, loss: number): Released => ({
    side: side(name, columns(base.map((value) => value + loss + 0.02 * random.normal()))),
    loss,
  })
  let champion = train('v1.0.0', 0)
  let anchor = champion
  for (let n = 0; n < PULLS; n++) {
    const tried = train(`v1.${n + 1}.0`, champion.loss + changes(n) * MARGIN)
    const given =
      rule === 'champion only' || anchor === champion ? undefined : { side: anchor.side, rescored: false }
    const verdict = compareModels(input(gate, tried.side, champion.side, { anchor: given }))
    if (verdict.outcome !== 'better' && verdict.outcome !== 'non-inferior') continue
    champion = tried
    const won = verdict.outcome === 'better'
    const rises = verdict.anchor === undefined || verdict.anchor.outcome === 'better'
    if (won && (rule === 'last that was better' || rises)) anchor = tried
  }
  return champion.loss / MARGIN
}

const WORLDS = {
  'each loses a quarter': () => 0.25,
  'three lose a quarter, the fourth regains a half': (n: number) => (n % 4 === 3 ? -0.5 : 0.25),
}
for (const [world, changes] of Object.entries(WORLDS)) {
  for (const rule of ['champion only', 'last that was better', 'better than the anchor too'] as const) {
    const random = new Random(3)
    let sum = 0
    let most = 0
    for (let n = 0; n < replications; n++) {
      const loss = lost(rule, changes, random)
      sum += loss
      most = Math.max(most, loss)
    }
    console.log(`${world}; ${rule}: ${(sum / replications).toFixed(2)} margins, at most ${most.toFixed(2)}`)
    if (rule === 'better than the anchor too' && most > 1.01) process.exitCode = 1
  }
}
