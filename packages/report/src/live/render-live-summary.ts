import { clip, escapeMarkdown } from '@slipway/core'
import { formatBytes, formatSeconds } from '../text/format-amount.ts'
import { type Curve, mermaidCurve } from './mermaid-curve.ts'

/** How a running stage stands. */
export interface LiveStage {
  readonly stage: string
  readonly series: readonly Curve[]
  readonly progress: {
    readonly step: number
    readonly total: number
    readonly secondsLeft: number | null
  } | null
  readonly gpus: readonly {
    readonly index: number
    readonly utilization: number | null
    readonly memoryBytes: number | null
    readonly totalBytes: number | null
    readonly watts: number | null
    readonly celsius: number | null
  }[]
}

const [MOST_ROWS, MOST_CURVES] = [40, 6]
const NAME = 80

/** A stage for the summary of its job: how far, its metrics in numbers and curves, its GPUs. At most some 20 kB. */
export function renderLiveSummary({ stage, series, progress, gpus }: LiveStage): string {
  return [
    `### ${escapeMarkdown(clip(stage, NAME))}`,
    ...(progress ? [progressLine(progress)] : []),
    ...(series.length > 0 ? [metricsTable(series)] : []),
    ...series
      .map(mermaidCurve)
      .filter((curve) => curve !== undefined)
      .slice(0, MOST_CURVES),
    ...(gpus.length > 0 ? [gpuTable(gpus)] : []),
  ].join('\n\n')
}

function progressLine({ step, total, secondsLeft }: NonNullable<LiveStage['progress']>): string {
  const left = secondsLeft === null || step >= total ? '' : `, about ${formatSeconds(secondsLeft)} left`
  return `Step ${step} of ${total} (${Math.round((100 * step) / total)} %)${left}.`
}

function metricsTable(series: readonly Curve[]): string {
  const left = series.length - MOST_ROWS
  return [
    '| metric | first | lowest | highest | last | step |',
    '|---|---:|---:|---:|---:|---:|',
    ...series.slice(0, MOST_ROWS).map(({ name, points }) => {
      const values = points.map(({ value }) => value)
      const finite = values.filter(Number.isFinite)
      const [low, high] = finite.length > 0 ? [Math.min(...finite), Math.max(...finite)] : [NaN, NaN]
      const cells = [values[0], low, high, values.at(-1)].map((value) => numberText(value ?? NaN))
      return `| ${escapeMarkdown(clip(name, NAME))} | ${cells.join(' | ')} | ${points.at(-1)?.step ?? ''} |`
    }),
    ...(left > 0 ? [`| ${left} more | | | | | |`] : []),
  ].join('\n')
}

function gpuTable(gpus: LiveStage['gpus']): string {
  const or = <T>(value: T | null, text: (value: T) => string) => (value === null ? '–' : text(value))
  return [
    '| GPU | busy | memory | power | temperature |',
    '|---|---:|---:|---:|---:|',
    ...gpus.map(({ index, utilization, memoryBytes, totalBytes, watts, celsius }) =>
      [
        `| ${index}`,
        or(utilization, (share) => `${Math.round(share * 100)} %`),
        or(
          memoryBytes,
          (bytes) => `${formatBytes(bytes)}${or(totalBytes, (all) => ` of ${formatBytes(all)}`)}`,
        ),
        or(watts, (value) => `${Math.round(value)} W`),
        `${or(celsius, (value) => `${Math.round(value)} °C`)} |`,
      ].join(' | '),
    ),
  ].join('\n')
}

/** A metric with the digits that a reader compares. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  const magnitude = Math.abs(value)
  if (value !== 0 && (magnitude < 1e-4 || magnitude >= 1e6)) return value.toExponential(2)
  return String(Number(value.toPrecision(4)))
}
