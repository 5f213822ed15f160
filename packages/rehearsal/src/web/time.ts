import { type Html, html } from './html.ts'

/** "3 minutes ago", with the exact time on hovering. */
export function timeAgo(iso: string | null, now: Date): Html {
  if (iso === null) return html``
  return html`<time datetime="${iso}" title="${iso}">${ago(iso, now)}</time>`
}

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]
const FORMAT = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

function ago(iso: string, now: Date): string {
  const seconds = Math.max(0, Math.round((now.getTime() - new Date(iso).getTime()) / 1000))
  for (const [unit, length] of UNITS)
    if (seconds >= length) return FORMAT.format(-Math.floor(seconds / length), unit)
  return seconds < 10 ? 'now' : `${seconds} seconds ago`
}

/** "1m 4s"; of something that still runs, up to now. */
export function duration(from: string | null, to: string | null, now: Date): string {
  if (from === null) return ''
  const end = to === null ? now.getTime() : new Date(to).getTime()
  const seconds = Math.max(0, Math.round((end - new Date(from).getTime()) / 1000))
  if (seconds < 60) return `${seconds}s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${seconds % 60}s`
  return `${Math.floor(seconds / 3600)}h ${Math.floor((seconds % 3600) / 60)}m`
}

/** "4.2 MB" */
export function byteSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 'B'
  for (const next of units) {
    if (value < 1000) break
    value /= 1000
    unit = next
  }
  return `${value.toFixed(value < 10 ? 1 : 0)} ${unit}`
}
