import { describe, expect, it } from 'vitest'
import { parseProject } from './project/parse-project.ts'
import type { Usage } from './resource-usage.ts'
import { costOf, sumCosts } from './run-cost.ts'
import { underUse } from './under-use.ts'

const pricesOf = (yaml: string) => parseProject(`version: 1\nprices: ${yaml}\n`).prices

const USAGE: Usage = {
  runs_on: ['self-hosted', 'gpu-box'],
  seconds: 3600,
  samples: 720,
  gpus: [
    {
      index: 0,
      name: 'NVIDIA H100 80GB HBM3',
      utilization: { mean: 0.29, p50: 0, p95: 1 },
      idle: 0.71,
      memory_bytes: { mean: 1, max: 60, total: 100 },
      power_watts: null,
      temperature_celsius: null,
    },
  ],
  host: {
    cores: 16,
    cpu: { mean: 0.12, p95: 0.2 },
    busiest_core: 0.98,
    disk_wait: 0.01,
    memory_bytes: { max: 1, total: 2 },
    disk_read_bytes: 0,
    disk_written_bytes: 0,
  },
  curve: { seconds_per_point: 5, gpu: [], cpu: [] },
}

const run = (
  changes: { gpu?: string | null; gpu_seconds?: number; energy_wh?: number; usage?: Usage } = {},
) => ({
  timing: { started: '2026-01-01T00:00:00Z', seconds: 7200 },
  gpu_seconds: changes.gpu_seconds ?? 14_400,
  environment: { gpu: changes.gpu === undefined ? '2 × NVIDIA H100 80GB HBM3' : changes.gpu },
  usage: changes.usage ?? USAGE,
  ...(changes.energy_wh === undefined ? {} : { energy_wh: changes.energy_wh }),
})

describe('costOf()', () => {
  it('takes the price of a label before that of a GPU, and the longest name of those that fit', () => {
    const names = '{ gpu: { h100: 2 EUR/h, "NVIDIA H100": 3 EUR/h, T4: 9 EUR/h } }'
    expect(costOf(run(), pricesOf(names))).toMatchObject({ gpuHours: 4, amount: 12, unpriced: null })
    const label = '{ gpu: { "NVIDIA H100": 3 EUR/h, gpu-box: 1 EUR/h } }'
    expect(costOf(run(), pricesOf(label)).amount).toBe(4)
  })

  it('adds machine and energy', () => {
    const all = '{ gpu: { H100: 3 EUR/h }, runner: { gpu-box: 0.5 EUR/h }, energy: 0.3 EUR/kWh }'
    expect(costOf(run({ energy_wh: 10_000 }), pricesOf(all)).amount).toBeCloseTo(12 + 1 + 3, 10)
  })

  it('names what has no price, and costs nothing on a machine without GPU and price', () => {
    const other = pricesOf('{ gpu: { T4: 1 EUR/h } }')
    expect(costOf(run(), other)).toMatchObject({ amount: null, unpriced: '2 × NVIDIA H100 80GB HBM3' })
    expect(costOf(run({ gpu: null, gpu_seconds: 0 }), other)).toMatchObject({ amount: 0, unpriced: null })
    expect(costOf(run(), undefined)).toMatchObject({ gpuHours: 4, amount: null, unpriced: null })
  })

  it('takes no label for a member of every object', () => {
    const usage = { ...USAGE, runs_on: ['constructor', '__proto__'] }
    expect(costOf(run({ usage, gpu: 'x' }), pricesOf('{ gpu: { T4: 1 EUR/h } }')).amount).toBeNull()
  })
})

describe('sumCosts()', () => {
  it('adds what is known, and says what is not', () => {
    const prices = pricesOf('{ gpu: { H100: 3 EUR/h } }')
    const costs = [costOf(run({ energy_wh: 5 }), prices), costOf(run({ gpu: 'NVIDIA L4' }), prices)]
    expect(sumCosts(costs, prices)).toEqual({
      runs: 2,
      gpuHours: 8,
      hours: 4,
      energyWh: 5,
      amount: 12,
      currency: 'EUR',
      unpriced: ['NVIDIA L4'],
    })
    expect(sumCosts([], prices)).toMatchObject({ runs: 0, amount: null, energyWh: null })
  })
})

describe('parseProject() of prices and budget', () => {
  const issue = (yaml: string) => {
    try {
      parseProject(`version: 1\n${yaml}\n`)
      return 'none'
    } catch (error) {
      return (error as { issues: { member: string; found: string }[] }).issues
        .map(({ member }) => member)
        .join()
    }
  }

  it('refuses two currencies, money without prices, and what is no price', () => {
    expect(issue('prices: { gpu: { a: 1 EUR/h, b: 1 USD/h } }')).toBe('prices.gpu.b')
    expect(issue('budget: { pull-request: 20 EUR }')).toBe('budget.pull-request')
    expect(issue('prices: { gpu: { a: 1 USD/h } }\nbudget: { pull-request: 20 EUR }')).toBe(
      'budget.pull-request',
    )
    expect(issue('prices: { gpu: { a: 1 EUR } }')).toBe('prices.gpu.a')
    expect(issue('prices: { gpu: { a: 1 EUR/h } }\nbudget: { pull-request: 20 EUR }')).toBe('none')
    expect(issue('budget: { pull-request: 8 GPU-h, environment: approval }')).toBe('none')
  })

  it('refuses rules without metrics to go by, and metrics without a direction', () => {
    const stage = (more: string) => issue(`stages: { a: { cmd: x, outs: [y], ${more} } }`)
    expect(stage('stop: { metric: loss, patience: 1, direction: lower }')).toBe('stages.a.stop')
    expect(stage('live: l, stop: { metric: val_loss, patience: 1 }')).toBe('stages.a.stop.metric')
    expect(stage('live: l, stop: { metric: log_loss, patience: 1 }')).toBe('none')
    expect(stage('live: l, alarms: { stalled: { metric: x, patience: 1 } }')).toBe(
      'stages.a.alarms.stalled.metric',
    )
    expect(stage('alarms: { nan: stop }')).toBe('stages.a.alarms')
  })
})

describe('underUse()', () => {
  const host = USAGE.host
  const used = (changes: Partial<NonNullable<typeof host>>) => ({
    ...USAGE,
    host: host && { ...host, ...changes },
  })

  it('names the bottleneck with the evidence', () => {
    expect(underUse(USAGE)).toMatchObject({ idle: 0.71, cause: 'one core' })
    expect(underUse(USAGE)?.text).toMatch(/^GPU idle 71 %: .*one core at 98 %, all 16 at 12 %/)
    expect(underUse(used({ cpu: { mean: 0.97, p95: 1 } }))?.cause).toBe('processor')
    expect(underUse(used({ disk_wait: 0.2 }))?.cause).toBe('disk')
    expect(underUse(used({ busiest_core: 0.3 }))?.cause).toBe('unknown')
    expect(underUse({ ...USAGE, host: null })?.cause).toBe('unknown')
  })

  it('says nothing where GPUs were used, or nobody knows', () => {
    const gpu = (idle: number | null) => ({ ...USAGE, gpus: USAGE.gpus.map((each) => ({ ...each, idle })) })
    expect(underUse(gpu(0.29))).toBeUndefined()
    expect(underUse(gpu(null))).toBeUndefined()
    expect(underUse({ ...USAGE, gpus: [] })).toBeUndefined()
  })
})
