import { type CostTotal, clip, GPU_HOURS } from '@slipway/core'
import type { CostReport, StageCost } from '../cost-report.ts'
import { type Block, type Inline, joined } from '../document/document.ts'
import { formatGpuHours, formatMany, formatSeconds } from '../text/format-amount.ts'
import { formatEnergy, formatInUnit, formatMoney } from '../text/format-cost.ts'

const [NAME, MOST_STAGES] = [60, 20]

/** What the pull request took so far, what each stage of this run did, and where GPUs were paid for and not used. */
export function costSection(cost: CostReport | undefined): readonly Block[] {
  if (!cost || (cost.stages.length === 0 && (cost.total?.runs ?? 0) === 0)) return []
  const notes = cost.stages.flatMap(notesOf)
  return [
    {
      kind: 'section',
      title: 'Cost',
      result: resultOf(cost),
      blocks: [
        ...(notes.length > 0
          ? [{ kind: 'list', ordered: false, items: notes.slice(0, MOST_STAGES) } as const]
          : []),
        ...(cost.stages.length > 0 ? [stageTable(cost.stages)] : []),
      ],
    },
  ]
}

/** "3.2 GPU‑h, 8.10 EUR of 20.00 EUR in 4 runs; train: GPU idle 71 %" */
function resultOf({ total, budget, stages }: CostReport): Inline {
  const [worst] = stages.filter(({ underUse }) => underUse).sort((a, b) => (b.idle ?? 0) - (a.idle ?? 0))
  const parts: Inline[] = []
  if (total) parts.push(totalText(total, budget))
  if (worst?.idle != null)
    parts.push(`${clip(worst.stage, NAME)}: GPU idle ${Math.round(worst.idle * 100)}\u00a0%`)
  return joined(parts, '; ')
}

function totalText(
  { runs, gpuHours, amount, currency, energyWh }: CostTotal,
  budget: CostReport['budget'],
): string {
  const used = budget?.unit === GPU_HOURS ? gpuHours : amount
  const limit = budget && used !== null ? ` of ${formatInUnit(budget.limit, budget.unit)}` : ''
  const hours = `${formatGpuHours(gpuHours * 3600)}${budget?.unit === GPU_HOURS ? limit : ''}`
  const money =
    amount === null || currency === null
      ? ''
      : `, ${formatMoney(amount, currency)}${budget && budget.unit !== GPU_HOURS ? limit : ''}`
  const energy = energyWh === null ? '' : `, ${formatEnergy(energyWh)}`
  return `${hours}${money}${energy} in ${formatMany(runs, 'run')} of this pull request`
}

function notesOf({ stage, underUse, stoppedEarly, starts, cost }: StageCost): readonly Inline[] {
  const name = `${clip(stage, NAME)}: `
  return [
    ...(underUse ? [`${name}${underUse}`] : []),
    ...(stoppedEarly
      ? [
          `${name}stopped early at step ${stoppedEarly.step}; ${clip(stoppedEarly.metric, NAME)} was best at step ${stoppedEarly.best.step}`,
        ]
      : []),
    ...(starts ? [`${name}${starts.count} starts, ${formatSeconds(starts.waitedSeconds)} between them`] : []),
    ...(cost.unpriced === null ? [] : [`${name}no price for ${clip(cost.unpriced, NAME)}`]),
  ]
}

function stageTable(stages: readonly StageCost[]): Block {
  const left = stages.length - MOST_STAGES
  const or = <T>(value: T | null, text: (value: T) => string) => (value === null ? '–' : text(value))
  return {
    kind: 'table',
    caption: 'Cost of the stages of this run',
    columns: [
      { title: 'stage', align: 'left' },
      { title: 'time', align: 'right' },
      { title: 'GPU', align: 'right' },
      { title: 'idle', align: 'right' },
      { title: 'energy', align: 'right' },
      { title: 'money', align: 'right' },
    ],
    rows: [
      ...stages
        .slice(0, MOST_STAGES)
        .map(({ stage, cost: { hours, gpuHours, energyWh, amount }, currency, idle }) => [
          clip(stage, NAME),
          formatSeconds(hours * 3600),
          gpuHours > 0 ? formatGpuHours(gpuHours * 3600) : '–',
          or(idle, (share) => `${Math.round(share * 100)}\u00a0%`),
          or(energyWh, formatEnergy),
          amount === null || currency === null ? '–' : formatMoney(amount, currency),
        ]),
      ...(left > 0 ? [[`${formatMany(left, 'more stage')}`, '', '', '', '', '']] : []),
    ],
  }
}
