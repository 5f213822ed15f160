import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HostSample } from './sample.ts'

/** Of a core, or of all: in ticks since the machine started. */
interface Ticks {
  readonly all: number
  readonly idle: number
  readonly wait: number
}

/** The kernel counts sectors of 512 bytes, whatever the disk has. */
const SECTOR_BYTES = 512
/** Whole disks: partitions and what is stacked upon them would count twice. */
const DISK = /^(?:sd[a-z]+|vd[a-z]+|xvd[a-z]+|nvme\d+n\d+|mmcblk\d+)$/

/** Reads what the kernel counts, each time the difference to the time before. */
export class HostSampler {
  readonly #proc: string
  #before: { readonly cores: readonly Ticks[]; readonly disk: readonly [number, number] } | undefined

  constructor(proc = '/proc') {
    this.#proc = proc
  }

  /** Null the first time, and where the kernel has no such files. */
  read(): HostSample | null {
    try {
      const now = { cores: parseCpuTicks(this.#text('stat')), disk: parseDiskBytes(this.#text('diskstats')) }
      const before = this.#before
      this.#before = now
      if (!before || now.cores.length === 0 || before.cores.length !== now.cores.length) return null
      const shares = now.cores.map((core, index) => difference(before.cores[index] ?? core, core))
      const [total, free] = parseMemory(this.#text('meminfo'))
      return {
        cores: now.cores.length,
        cpu: meanOf(shares.map(({ busy }) => busy)),
        busiestCore: Math.max(...shares.map(({ busy }) => busy)),
        diskWait: meanOf(shares.map(({ wait }) => wait)),
        memoryBytes: Math.max(0, total - free),
        totalBytes: total,
        // A disk that is taken out takes its counts with it.
        diskReadBytes: Math.max(0, now.disk[0] - before.disk[0]),
        diskWrittenBytes: Math.max(0, now.disk[1] - before.disk[1]),
      }
    } catch {
      return null
    }
  }

  #text(name: string): string {
    return readFileSync(join(this.#proc, name), 'utf8')
  }
}

/** Ticks of each core in the text of /proc/stat. @see proc_stat(5) */
export function parseCpuTicks(text: string): Ticks[] {
  return [...text.matchAll(/^cpu\d+ (.+)$/gm)].map(([, line = '']) => {
    // Guests stand in the first two already.
    const ticks = line.trim().split(/\s+/).slice(0, 8).map(Number)
    return { all: ticks.reduce((sum, each) => sum + each, 0), idle: ticks[3] ?? 0, wait: ticks[4] ?? 0 }
  })
}

/** Bytes that were read from disks and written to them, in the text of /proc/diskstats. */
export function parseDiskBytes(text: string): [number, number] {
  const total: [number, number] = [0, 0]
  for (const line of text.split('\n')) {
    const fields = line.trim().split(/\s+/)
    if (!DISK.test(fields[2] ?? '')) continue
    total[0] += Number(fields[5] ?? 0) * SECTOR_BYTES
    total[1] += Number(fields[9] ?? 0) * SECTOR_BYTES
  }
  return total
}

/** All memory and what of it is available, in bytes, in the text of /proc/meminfo. */
export function parseMemory(text: string): [number, number] {
  const bytes = (name: string) => Number(new RegExp(`^${name}: +(\\d+) kB$`, 'm').exec(text)?.[1] ?? 0) * 1024
  return [bytes('MemTotal'), bytes('MemAvailable')]
}

function difference(before: Ticks, now: Ticks): { readonly busy: number; readonly wait: number } {
  const all = now.all - before.all
  if (all <= 0) return { busy: 0, wait: 0 }
  // The kernel's count of waiting may go backwards.
  const share = (ticks: number) => Math.min(1, Math.max(0, ticks / all))
  const wait = share(now.wait - before.wait)
  return { busy: share(all - (now.idle - before.idle) - wait * all), wait }
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
