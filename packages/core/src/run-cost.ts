import type { Prices } from './project/prices.ts'
import type { RunRecord } from './run-record.ts'

/** What one run used, and what that costs by a price table. */
export interface RunCost {
  readonly gpuHours: number
  /** Wall time of its commands, of all starts. */
  readonly hours: number
  /** Null where nobody measured it. */
  readonly energyWh: number | null
  /** Null where a price is lacking. */
  readonly amount: number | null
  /** What has no price: a GPU's name or a runner's labels. */
  readonly unpriced: string | null
}

/** What of a run its cost depends on. */
export type PricedRun = Pick<RunRecord, 'timing' | 'gpu_seconds' | 'energy_wh' | 'usage'> & {
  readonly environment: Pick<RunRecord['environment'], 'gpu'>
}

/**
 * GPU-hours, energy and money of a run. A label of `runs-on` goes before a name of a GPU, and of names the longest that is
 * part of the GPU's. A run without GPU costs what its runner does, and nothing where that has no price.
 * @param prices undefined: no money is told
 * @param labels of the runner, where the record does not tell them
 */
export function costOf(
  run: PricedRun,
  prices: Prices | undefined,
  labels: readonly string[] = run.usage?.runs_on ?? [],
): RunCost {
  const hours = run.timing.seconds / 3600
  const gpuHours = run.gpu_seconds / 3600
  const energyWh = run.energy_wh ?? null
  const base = { gpuHours, hours, energyWh }
  if (!prices) return { ...base, amount: null, unpriced: null }
  const runner = labels.map((label) => own(prices.runner, label)).find((price) => price !== undefined)
  const gpu = gpuPrice(prices, labels, run.environment.gpu ?? '')
  const energy = prices.energy === undefined ? 0 : ((energyWh ?? 0) / 1000) * prices.energy
  if (gpuHours > 0 && gpu === undefined && runner === undefined)
    return { ...base, amount: null, unpriced: run.environment.gpu ?? (labels.join(', ') || 'its GPU') }
  return { ...base, amount: hours * (runner ?? 0) + gpuHours * (gpu ?? 0) + energy, unpriced: null }
}

function gpuPrice(prices: Prices, labels: readonly string[], name: string): number | undefined {
  const byLabel = labels.map((label) => own(prices.gpu, label)).find((price) => price !== undefined)
  if (byLabel !== undefined) return byLabel
  const [longest] = Object.keys(prices.gpu)
    .filter((key) => name.toLowerCase().includes(key.toLowerCase()))
    .sort((a, b) => b.length - a.length)
  return longest === undefined ? undefined : prices.gpu[longest]
}

/** Labels come from a file, and none of them is a member of every object. */
function own(table: Readonly<Record<string, number>>, key: string): number | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}

/** What several runs used together. */
export interface CostTotal {
  readonly runs: number
  readonly gpuHours: number
  readonly hours: number
  /** Of the runs that were measured; null where none was. */
  readonly energyWh: number | null
  /** Of the runs that have a price; null where none has. */
  readonly amount: number | null
  readonly currency: string | null
  /** What has no price, each once. */
  readonly unpriced: readonly string[]
}

export function sumCosts(costs: readonly RunCost[], prices: Prices | undefined): CostTotal {
  const total = (values: readonly (number | null)[]) => {
    const known = values.filter((value) => value !== null)
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0)
  }
  return {
    runs: costs.length,
    gpuHours: total(costs.map(({ gpuHours }) => gpuHours)) ?? 0,
    hours: total(costs.map(({ hours }) => hours)) ?? 0,
    energyWh: total(costs.map(({ energyWh }) => energyWh)),
    amount: prices ? total(costs.map(({ amount }) => amount)) : null,
    currency: prices?.currency ?? null,
    unpriced: [...new Set(costs.flatMap(({ unpriced }) => unpriced ?? []))],
  }
}
