import type { LiveStage } from '@slipway/report'
import { renderDuration } from '../render-progress.ts'

const MOST_METRICS = 4

/** A running stage in one line: `train: step 120 of 1000, 3 min left; val_loss 0.341; GPU 87 %`. */
export function renderLiveLine(
  { stage, series, progress, gpus }: LiveStage,
  number: (value: number) => string,
): string {
  const newest = [...series]
    .sort((a, b) => (b.points.at(-1)?.step ?? 0) - (a.points.at(-1)?.step ?? 0))
    .slice(0, MOST_METRICS)
    .map(({ name, points }) => `${name} ${number(points.at(-1)?.value ?? Number.NaN)}`)
  const shares = gpus.map(({ utilization }) => utilization).filter((share) => share !== null)
  const busy = shares.reduce((sum, share) => sum + share, 0) / shares.length
  const left =
    progress && progress.secondsLeft !== null && progress.step < progress.total
      ? `, ${renderDuration(progress.secondsLeft)} left`
      : ''
  const parts = [
    ...(progress ? [`step ${progress.step} of ${progress.total}${left}`] : []),
    ...(newest.length > 0 ? [newest.join(', ')] : []),
    ...(shares.length > 0 ? [`GPU ${Math.round(busy * 100)} %`] : []),
  ]
  return `${stage}: ${parts.join('; ')}`
}
