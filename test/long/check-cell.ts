import { expect, it } from 'vitest'
import { type Cell, faultsOf, ratesOf, tableOf } from './error-rates.ts'

/** Fewer make a quick look, with more slack. */
export const REPLICATIONS = Number(process.env.SLIPWAY_REPLICATIONS ?? 10_000)

/** One test of one cell: prints its lines of the table and holds them against the decision rule. */
export function checkCell(cell: Cell): void {
  it(`${cell.name}, ${cell.replications} test sets`, () => {
    const rates = ratesOf(cell)
    console.log(tableOf(cell, rates))
    expect([...rates.equal, ...rates.worse].flatMap((of) => faultsOf(cell, of))).toEqual([])
  })
}
