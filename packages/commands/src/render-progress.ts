import type { Progress } from './context.ts'
import { formatBytes } from './format-bytes.ts'

/** How far a task is: `2.0 MiB of 8.0 MiB, 1.0 MiB/s, 6 s left`. */
export function renderProgress(
  amount: number,
  total: number | undefined,
  unit: Parameters<Progress['task']>[2],
  seconds: number,
): string {
  const show = (value: number) =>
    unit === 'bytes' ? formatBytes(value) : `${value}${unit === undefined ? '' : ` ${unit}`}`
  const rate = amount / seconds
  const rest = Math.max(0, (total ?? 0) - amount)
  const left = total === undefined || rate === 0 ? '' : `, ${renderDuration(rest / rate)} left`
  return `${show(amount)}${total === undefined ? '' : ` of ${show(total)}`}, ${show(Math.round(rate))}/s${left}`
}

/** `45 s`, `12 min`, `3 h 5 min`; rounded up. */
export function renderDuration(seconds: number): string {
  if (seconds <= 90) return `${Math.ceil(seconds)} s`
  const minutes = Math.ceil(seconds / 60)
  return minutes <= 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
