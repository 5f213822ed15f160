import { formatCount } from '@slipway/compare'

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** "447 kB"; decimal units, as GitHub's pages show them. */
export function formatBytes(bytes: number): string {
  let value = Math.abs(bytes)
  let unit = 0
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000
    unit++
  }
  const digits = unit === 0 || value >= 9.95 ? value.toFixed(0) : value.toFixed(1)
  return `${bytes < 0 ? '−' : ''}${digits}\u00a0${UNITS[unit]}`
}

/** "0.4 s", "41 s", "3 min 5 s", "2 h 10 min". */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)}\u00a0s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole}\u00a0s`
  const minutes = Math.round(whole / 60)
  if (whole < 3600) return twoUnits(Math.floor(whole / 60), 'min', whole % 60, 's')
  return twoUnits(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
}

/** "0.01 GPU‑h" */
export function formatGpuHours(gpuSeconds: number): string {
  const hours = gpuSeconds / 3600
  const text = hours < 0.005 ? '<\u00a00.01' : hours < 10 ? hours.toFixed(2) : formatCount(hours)
  return `${text}\u00a0GPU‑h`
}

/** "1 row", "18,204 rows" */
export function formatMany(count: number, thing: string): string {
  return `${formatCount(count)} ${thing}${count === 1 ? '' : 's'}`
}

function twoUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  const rest = small === 0 ? '' : `\u00a0${small}\u00a0${smallUnit}`
  return `${large}\u00a0${largeUnit}${rest}`
}
