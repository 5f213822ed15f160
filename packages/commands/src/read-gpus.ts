import { execFile } from 'node:child_process'
import type { Context } from './context.ts'

export interface Gpus {
  readonly count: number
  /** "NVIDIA H100 80GB HBM3", "2 × NVIDIA L4"; null without one. */
  readonly name: string | null
  readonly driver: string | null
}

export const NO_GPU: Gpus = { count: 0, name: null, driver: null }

const ARGUMENTS = ['--query-gpu=name,driver_version', '--format=csv,noheader']
const PATIENCE_MS = 10_000

/** The GPUs of this machine as `nvidia-smi` tells them; none where it is not there, fails or hangs. */
export function readGpus(env: Context['env']): Promise<Gpus> {
  return new Promise((resolve) => {
    const options = { env: { ...env }, timeout: PATIENCE_MS, encoding: 'utf8' } as const
    execFile('nvidia-smi', ARGUMENTS, options, (error, stdout) => resolve(error ? NO_GPU : parseGpus(stdout)))
  })
}

/** Reads `name, driver` lines of nvidia-smi; other lines are passed over. */
export function parseGpus(text: string): Gpus {
  const found = text
    .split('\n')
    .map((line) => /^(.+), *([0-9][0-9.]*)$/.exec(line.trim()))
    .filter((match) => match !== null)
  if (found.length === 0) return NO_GPU
  const counts = new Map<string, number>()
  for (const [, name = ''] of found) counts.set(name, (counts.get(name) ?? 0) + 1)
  const names = [...counts].map(([name, count]) => (count === 1 ? name : `${count} × ${name}`))
  return { count: found.length, name: names.join(', '), driver: found[0]?.[2] ?? null }
}
