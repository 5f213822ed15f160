import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the demo stands on: a Python with the example's packages, and the flights. */
export interface Ground {
  readonly python: string
  readonly flights: string
}

const MINIMUM: readonly [number, number] = [3, 10]

/** What is missing on this machine, each with how to get it; nothing has been done yet. */
export function missingTools(): readonly string[] {
  const missing: string[] = []
  const python = versionOf('python3', [
    '-c',
    'import sys, venv, ensurepip; print("%d.%d" % sys.version_info[:2])',
  ])
  if (python === undefined) {
    missing.push(
      'Python 3 with its venv module: on Debian and Ubuntu `sudo apt install python3 python3-venv`, on macOS `brew install python`',
    )
  } else {
    const [major = 0, minor = 0] = python.split('.').map(Number)
    if (major < MINIMUM[0] || (major === MINIMUM[0] && minor < MINIMUM[1]))
      missing.push(
        `Python ${MINIMUM.join('.')} or later (found ${python}): https://www.python.org/downloads/`,
      )
  }
  if (versionOf('git', ['--version']) === undefined)
    missing.push('Git 2.38 or later: on Debian and Ubuntu `sudo apt install git`')
  return missing
}

function versionOf(command: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
}

/** What will be installed, and how long it takes; undefined when it is there. */
export function pendingInstall(folder: string, requirements: string): string | undefined {
  if (isInstalled(folder, requirements)) return undefined
  return hasUv()
    ? 'a Python environment in demo/python: scikit-learn, polars, onnxruntime (600 MB; about 10 s with uv)'
    : 'a Python environment in demo/python: scikit-learn, polars, onnxruntime (600 MB; about 30 s with pip)'
}

/** Makes the Python environment; the same one is kept for later runs. */
export function preparePython(folder: string, requirements: string): string {
  const interpreter = join(folder, 'bin', 'python')
  if (isInstalled(folder, requirements)) return folder
  if (hasUv()) {
    must('uv', ['venv', '--quiet', '--clear', '--seed', folder])
    must('uv', ['pip', 'install', '--quiet', '--python', interpreter, '--requirement', requirements])
  } else {
    must('python3', ['-m', 'venv', '--clear', folder])
    must(interpreter, [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--requirement',
      requirements,
    ])
  }
  writeFileSync(stampOf(folder), digestOf(requirements))
  return folder
}

function isInstalled(folder: string, requirements: string): boolean {
  return existsSync(stampOf(folder)) && readFileSync(stampOf(folder), 'utf8') === digestOf(requirements)
}

const stampOf = (folder: string) => join(folder, '.requirements')
const digestOf = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex')
const hasUv = () => versionOf('uv', ['--version']) !== undefined

function must(command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 2, 2] })
  if (error || status !== 0)
    throw new Error(`${command} ${args.slice(0, 3).join(' ')} failed: ${error?.message ?? `exit ${status}`}`)
}
