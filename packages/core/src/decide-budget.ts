import { type Budget, GPU_HOURS } from './project/prices.ts'
import type { CostTotal, RunCost } from './run-cost.ts'

/** A stage that is about to run, with what its last run took; null where it has none. */
export interface ExpectedStage {
  readonly stage: string
  readonly before: RunCost | null
}

/** Whether what is planned stays within the budget of a pull request; amounts in the unit of the budget. */
export interface BudgetDecision {
  readonly isOver: boolean
  readonly limit: number
  readonly unit: string
  readonly used: number
  /** Of the stages whose last run is known, and has a price. */
  readonly expected: number
  /** Stages of which nobody knows what they will take: they count as nothing. */
  readonly unknown: readonly string[]
}

/** A stage costs what it did the last time. A budget that is used up is over, whatever comes. */
export function decideBudget(
  { limit, unit }: Budget,
  used: CostTotal,
  planned: readonly ExpectedStage[],
): BudgetDecision {
  const inUnit = (cost: Pick<RunCost, 'gpuHours' | 'amount'>) =>
    unit === GPU_HOURS ? cost.gpuHours : cost.amount
  const costs = planned.map(({ stage, before }) => ({ stage, amount: before && inUnit(before) }))
  const expected = costs.reduce((sum, { amount }) => sum + (amount ?? 0), 0)
  const spent = inUnit(used) ?? 0
  return {
    isOver: planned.length > 0 && (spent + expected > limit || spent >= limit),
    limit,
    unit,
    used: spent,
    expected,
    unknown: costs.filter(({ amount }) => amount === null).map(({ stage }) => stage),
  }
}
