import type { CostTotal } from '@slipway/core'
import type { StageCost } from '@slipway/report'
import type { CostResult } from '../cost-command.ts'
import { textTable } from '../text-table.ts'

const HEAD = ['runs', 'hours', 'GPU-h', 'energy', 'money']

/** Costs for a terminal. */
export function renderCost({ model, stages, total, budget, versions }: CostResult): string {
  if (model !== null) {
    if (versions.length === 0) return `${model} has no version`
    const rows = versions.map(({ version, commit, date, cost }) => [
      version,
      commit.slice(0, 7),
      date.slice(0, 10),
      ...(cost ? cells(cost) : ['-', '-', '-', '-', 'runs no longer in the store']),
    ])
    return textTable([['version', 'commit', 'date', ...HEAD], ...rows])
  }
  if (stages.length === 0) return 'No run is known'
  const lines = stages.map(({ stage, cost, currency }) => [
    stage,
    ...cells({ ...cost, runs: 1, currency, unpriced: cost.unpriced === null ? [] : [cost.unpriced] }),
  ])
  const sum = total ? [['all', ...cells(total)]] : []
  const limit = budget ? [`\nBudget: ${budget.limit} ${budget.unit}`] : []
  return [textTable([['stage', ...HEAD], ...lines, ...sum]), ...limit, ...notes(stages)].join('\n')
}

function cells({ runs, hours, gpuHours, energyWh, amount, currency, unpriced }: CostTotal): string[] {
  const money =
    amount === null || currency === null
      ? unpriced.length > 0
        ? `no price for ${unpriced.join(', ')}`
        : '-'
      : `${amount.toFixed(2)} ${currency}`
  return [
    String(runs),
    hours.toFixed(2),
    gpuHours === 0 ? '-' : gpuHours.toFixed(2),
    energyWh === null ? '-' : `${(energyWh / 1000).toFixed(2)} kWh`,
    money,
  ]
}

function notes(stages: readonly StageCost[]): string[] {
  const said = stages.flatMap(({ stage, underUse }) => (underUse ? [`${stage}: ${underUse}`] : []))
  return said.length === 0 ? [] : ['', ...said]
}
