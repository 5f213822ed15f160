import type { Progress } from '@slipway/commands'

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB']

export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024
    unit++
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${UNITS[unit]}`
}

interface Sink {
  readonly isTTY?: boolean
  write(chunk: string | Uint8Array): unknown
}

/**
 * Progress on standard error: one line that is drawn again on a terminal, and only the lines that stay elsewhere.
 * @param clock milliseconds, for rates
 */
export function terminalProgress(sink: Sink, clock: () => number): Progress {
  let drawn = false
  const wipe = () => {
    if (drawn) sink.write('\r\u001b[K')
    drawn = false
  }
  const line = (text: string) => {
    wipe()
    sink.write(`${text}\n`)
  }
  return {
    note: line,
    warn: (text) => line(`warning: ${text}`),
    output: (_stream, chunk) => {
      wipe()
      sink.write(chunk)
    },
    task: (label, total, unit) => {
      const started = clock()
      let amount = 0
      let last = 0
      const show = (value: number) =>
        unit === 'bytes' ? formatBytes(value) : `${value}${unit ? ` ${unit}` : ''}`
      return {
        advance: (step) => {
          amount += step
          const now = clock()
          if (!sink.isTTY || now - last < 100) return
          last = now
          const seconds = (now - started) / 1000
          const rate = seconds > 0 ? amount / seconds : 0
          const left = total !== undefined && rate > 0 ? `, ${Math.ceil((total - amount) / rate)} s left` : ''
          const share = total ? ` of ${show(total)}` : ''
          wipe()
          sink.write(`${label} ${show(amount)}${share}, ${show(Math.round(rate))}/s${left}`)
          drawn = true
        },
        done: (summary) => (summary === undefined ? wipe() : line(summary)),
      }
    },
  }
}
