import { describe, expect, it } from 'vitest'
import type { CostReport, StageCost } from '../cost-report.ts'
import { renderMarkdown } from '../document/render-markdown.ts'
import { costSection } from './cost.ts'

const STAGE: StageCost = {
  stage: 'train',
  cost: { gpuHours: 2, hours: 1, energyWh: 1234, amount: 5, unpriced: null },
  currency: 'EUR',
  idle: 0.71,
  underUse: 'GPU idle 71 %: the loader is the bottleneck (one core at 98 %, all 16 at 12 %)',
  stoppedEarly: null,
  starts: null,
}
const COST: CostReport = {
  total: { runs: 4, gpuHours: 3.2, hours: 2, energyWh: null, amount: 8.1, currency: 'EUR', unpriced: [] },
  budget: { limit: 20, unit: 'EUR' },
  stages: [STAGE],
}
const text = (cost: CostReport | undefined) => renderMarkdown(costSection(cost)).replace(/&nbsp;/g, ' ')

describe('costSection()', () => {
  it('says what the pull request took of its budget, and where a GPU waited', () => {
    expect(text(COST)).toContain(
      '3.20 GPU‑h, 8.10 EUR of 20.00 EUR in 4 runs of this pull request; train: GPU idle 71 %',
    )
    expect(text(COST)).toContain('one core at 98 %')
    expect(text(COST)).toMatch(/train .*1 h.*2\.00 GPU‑h.*71 %.*1\.2 kWh.*5\.00 EUR/)
  })

  it('tells a budget in GPU-hours beside the hours', () => {
    const cost = { ...COST, budget: { limit: 8, unit: 'GPU-h' } }
    expect(text(cost)).toContain('3.20 GPU‑h of 8.00 GPU‑h, 8.10 EUR in')
  })

  it('tells of starts, of an early end and of what has no price', () => {
    const stage: StageCost = {
      ...STAGE,
      cost: { ...STAGE.cost, amount: null, unpriced: 'NVIDIA L4' },
      underUse: null,
      stoppedEarly: { metric: 'val_loss', step: 50, best: { step: 40, value: 0.1 } },
      starts: { count: 3, waitedSeconds: 600 },
    }
    const said = text({ ...COST, stages: [stage] })
    expect(said).toContain('stopped early at step 50')
    expect(said).toContain('3 starts, 10 min between them')
    expect(said).toContain('no price for NVIDIA L4')
  })

  it('says nothing where there is nothing to say', () => {
    expect(costSection(undefined)).toEqual([])
    expect(costSection({ total: null, budget: null, stages: [] })).toEqual([])
  })
})
