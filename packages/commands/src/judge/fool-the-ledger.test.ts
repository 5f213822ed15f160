import { type CompareInput, compareModels, openComparison } from '@slipway/compare'
import { type Columns, gateMetric, input, model, Random, side } from '@slipway/compare/testing'
import { Store } from '@slipway/store'
import { MemoryBackend } from '@slipway/store/testing'
import { describe, expect, it } from 'vitest'
import { type Ledger, reviewedLedger, spendingLedger } from './look-ledger.ts'

// Ways to be asked until chance says yes. All ways to fool the gate: docs/fooling.md.

const ROWS = 600
const random = new Random(40)
const noise = () => Array.from({ length: ROWS }, () => random.normal())
const base = noise().map((own) => 10 + own)
/** A model whose loss on each row is given: |0 − ŷ| is linear there. All rows are open. */
const losing = (loss: readonly number[]): Columns => ({
  row_id: loss.map((_, i) => i),
  y: loss.map(() => 0),
  y_pred: [...loss],
})
const gateOf = (looks: number) =>
  model({ mean_absolute_error: gateMetric({ role: 'goal', direction: 'lower' }) }, { looks })
const pull = (name: string, columns: Columns, looks = 20, champion = losing(base)): CompareInput =>
  input(gateOf(looks), side(name, columns), side('v1.0.0', champion))

const emptyStore = () => new Store(new MemoryBackend())
async function judged(given: CompareInput, ledger: Ledger) {
  const { asked } = openComparison(given)
  if (!asked) return expect.fail('nothing is asked')
  return compareModels(given, await ledger.look('m', asked))
}
const better = losing(base.map((loss, i) => loss - 0.5 + 0.1 * Math.sin(i)))

describe('the ledger', () => {
  it('passes none of forty tiny pull requests that change nothing real and keep what went up', async () => {
    const ledger = spendingLedger(emptyStore())
    const outcomes = { counted: new Set<string>(), firstLooks: new Set<string>() }
    let kept = base
    for (let n = 1; n <= 40; n++) {
      const change = noise()
      const tried = kept.map((loss, i) => loss + 0.1 * (change[i] ?? 0))
      const given = pull(`try ${n}`, losing(tried))
      const verdict = await judged(given, ledger)
      outcomes.counted.add(verdict.outcome)
      outcomes.firstLooks.add(compareModels(given).outcome)
      if (n > 20) expect(verdict.reasons[0]).toMatch(/^These rows have been asked 20 times/)
      if (change.reduce((sum, own) => sum + own, 0) < 0) kept = tried
    }
    expect([...outcomes.counted]).toEqual(['cannot-tell'])
    // Each by itself, as if nobody had looked before, is what passes.
    expect(outcomes.firstLooks).toContain('better')
  })

  it('lets a second pull request that spends looks between review and merge change nothing of the first, and pass nothing itself', async () => {
    const store = emptyStore()
    const first = pull('first', better, 2)
    const reviewed = await judged(first, spendingLedger(store))
    expect(reviewed).toMatchObject({ outcome: 'better', look: { number: 1 } })
    const spent = losing(base.map((loss, i) => loss + Math.sin(i)))
    await judged(pull('second', spent, 2), spendingLedger(store))
    const third = await judged(pull('third', better, 2), spendingLedger(store))
    expect(third).toMatchObject({ outcome: 'cannot-tell', look: { number: 3 } })
    expect(third.reasons[0]).toMatch(/^These rows have been asked 2 times/)
    expect(await judged(first, reviewedLedger(store))).toEqual(reviewed)
    expect(await store.looks('m')).toHaveLength(3)
  })

  it('passes nothing at a merge that nobody reviewed', async () => {
    const store = emptyStore()
    const verdict = await judged(pull('unseen', better), reviewedLedger(store))
    expect(verdict).toMatchObject({ outcome: 'cannot-tell', look: null })
    expect(verdict.reasons[0]).toMatch(/no look at them was spent on this challenger/)
  })

  it('knows the rows again with one added or half of them left out, and both models scored on them', async () => {
    const ledger = spendingLedger(emptyStore())
    expect((await judged(pull('first', better, 1), ledger)).outcome).toBe('better')
    const added = ({ row_id, y, y_pred }: Columns): Columns => ({
      row_id: [...(row_id ?? []), ROWS],
      y: [...(y ?? []), 0],
      y_pred: [...(y_pred ?? []), 10],
    })
    const half = (columns: Columns): Columns =>
      Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values.slice(ROWS / 2)]))
    for (const [n, change] of [added, half].entries()) {
      const verdict = await judged(pull(`again ${n}`, change(better), 1, change(losing(base))), ledger)
      expect(verdict).toMatchObject({ outcome: 'cannot-tell', look: { number: n + 2 } })
      expect(verdict.reasons[0]).toMatch(/^These rows have been asked /)
    }
  })
})
