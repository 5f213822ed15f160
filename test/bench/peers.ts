import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Programs that we are measured against. */
export interface Peers {
  /** A program of the Python environment by its name; undefined where that could not be installed. */
  program(name: string): string | undefined
  /** Why there are none; undefined where there are. */
  readonly problem: string | undefined
}

/** Installs the peers into test/.tools/bench, once per list of requirements. */
export function openPeers(root: string): Peers {
  const folder = join(root, 'test', '.tools', 'bench')
  const bin = join(folder, 'python', 'bin')
  const problem = install(folder, bin, join(root, 'test', 'bench', 'peers', 'requirements.txt'))
  return {
    problem,
    program: (name) => {
      const path = join(bin, name)
      return problem === undefined && existsSync(path) ? path : undefined
    },
  }
}

function install(folder: string, bin: string, requirements: string): string | undefined {
  const stamp = join(folder, '.peers')
  const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return undefined
  console.error('bench: installing the peers into test/.tools/bench (about a minute, once)')
  mkdirSync(folder, { recursive: true })
  rmSync(join(folder, 'python'), { recursive: true, force: true })
  const steps: readonly (readonly [string, ...string[]])[] = [
    ['python3', '-m', 'venv', join(folder, 'python')],
    [join(bin, 'pip'), 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements],
  ]
  for (const [command, ...args] of steps) {
    const { status, error, stderr } = spawnSync(command, args, { encoding: 'utf8' })
    if (status !== 0)
      return error?.message ?? stderr.trim().split('\n').at(-1) ?? `${command} ended with ${status}`
  }
  writeFileSync(stamp, digest)
  return undefined
}
