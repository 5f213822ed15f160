import { clip, shortOf } from '@slipway/core'
import { type Block, code, type Inline, joined } from '../document/document.ts'
import type { StageReport } from '../report.ts'
import { formatGpuHours, formatMany, formatSeconds } from '../text/format-amount.ts'

const NAME = 60

/** Which stages ran, where, for how long; which were taken from an earlier run. */
export function runsSection(stages: readonly StageReport[], most: number): readonly Block[] {
  if (stages.length === 0 || most === 0) return []
  const left = stages.length - most
  const gap: readonly Inline[][] = left > 0 ? [[`${formatMany(left, 'more stage')}`, '', '', '', '']] : []
  return [
    {
      kind: 'section',
      title: 'Runs and cost',
      result: resultOf(stages),
      blocks: [
        {
          kind: 'table',
          caption: 'Stages of this run',
          columns: [
            { title: 'stage', align: 'left' },
            { title: 'key', align: 'left' },
            { title: 'where', align: 'left' },
            { title: 'time', align: 'right' },
            { title: '', align: 'left' },
          ],
          rows: [
            ...stages
              .slice(0, most)
              .map((stage) => [
                clip(stage.name, NAME),
                code(shortOf(stage.key)),
                clip(stage.where, NAME),
                formatSeconds(stage.seconds),
                stage.state === 'ran' ? 'new' : `restored, made on ${stage.domain}`,
              ]),
            ...gap,
          ],
        },
      ],
    },
  ]
}

/** "train 41 s on gpu-box-2, 0.01 GPU‑h; prepare restored" */
function resultOf(stages: readonly StageReport[]): Inline {
  const ran = stages.filter(({ state }) => state === 'ran')
  const longest = [...ran].sort((a, b) => b.seconds - a.seconds)[0]
  const gpuSeconds = ran.reduce((sum, stage) => sum + stage.gpuSeconds, 0)
  const restored = stages.length - ran.length
  const parts: Inline[] = []
  if (longest)
    parts.push([
      `${clip(longest.name, NAME)} ${formatSeconds(longest.seconds)} on `,
      code(clip(longest.where, NAME)),
      gpuSeconds > 0 ? `, ${formatGpuHours(gpuSeconds)}` : '',
    ])
  if (ran.length > 1) parts.push(formatMany(ran.length - 1, 'more stage'))
  if (restored > 0) parts.push(`${formatMany(restored, 'stage')} restored`)
  return joined(parts, '; ')
}
