import { spawn } from 'node:child_process'
import type { Context } from '../context.ts'
import type { GpuSampler } from './gpu-sampler.ts'
import type { GpuSample } from './sample.ts'

/** In the order in which parseNvidiaSample() takes them. */
const FIELDS = [
  'index',
  'uuid',
  'name',
  'utilization.gpu',
  'memory.used',
  'memory.total',
  'power.draw',
  'temperature.gpu',
]
const MIB = 2 ** 20
/** So many periods without a word, and what was said last does not count. */
const STALE_PERIODS = 3

/**
 * One nvidia-smi that runs as long as the stage and prints a line for each GPU every period: starting it each time would cost
 * more than all the rest. It ends with us, since it writes to a pipe that nobody reads then.
 */
export function nvidiaSampler(
  env: Context['env'],
  periodMs: number,
  clock: () => number = () => performance.now(),
): GpuSampler {
  const latest = new Map<number, { readonly gpu: GpuSample; readonly ms: number }>()
  let rest = ''
  const child = spawn(
    'nvidia-smi',
    [`--query-gpu=${FIELDS.join(',')}`, '--format=csv,noheader,nounits', `-lms`, String(periodMs)],
    { env: { ...env, LC_ALL: 'C' }, stdio: ['ignore', 'pipe', 'ignore'] },
  )
  // Without the tool there is no NVIDIA GPU to ask.
  child.on('error', () => {})
  child.unref()
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString('latin1')).split('\n')
    rest = (lines.pop() ?? '').slice(-10_000)
    for (const gpu of lines.map(tryParseNvidiaSample)) if (gpu) latest.set(gpu.index, { gpu, ms: clock() })
  })
  return {
    read: () =>
      [...latest.values()]
        .filter(({ ms }) => clock() - ms <= STALE_PERIODS * periodMs)
        .map(({ gpu }) => gpu)
        .sort((a, b) => a.index - b.index),
    stop: () => {
      child.stdout.destroy()
      child.kill()
    },
  }
}

/** Reads one line of nvidia-smi's table; undefined for what is none. What is in brackets, as "[N/A]", is not known. */
export function tryParseNvidiaSample(line: string): GpuSample | undefined {
  const cells = line.split(', ').map((cell) => cell.trim())
  if (cells.length !== FIELDS.length || !/^\d+$/.test(cells[0] ?? '')) return undefined
  const [, uuid, name] = cells.map((cell) => (cell.startsWith('[') ? null : cell))
  const number = (index: number, unit: number) => {
    const value = Number.parseFloat(cells[index] ?? '')
    return Number.isNaN(value) ? null : value * unit
  }
  return {
    index: Number(cells[0]),
    uuid: uuid ?? null,
    name: name ?? null,
    utilization: number(3, 0.01),
    memoryBytes: number(4, MIB),
    totalBytes: number(5, MIB),
    watts: number(6, 1),
    celsius: number(7, 1),
  }
}
