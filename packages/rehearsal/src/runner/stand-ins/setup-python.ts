import { execFile } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { StandIn } from './stand-in.ts'
import type { StandInStep } from './stand-in-step.ts'
import { satisfiesVersion } from './version-range.ts'

const execute = promisify(execFile)

/** Interpreter, or folder of a virtual environment, that the rehearsal was given. */
export const PYTHON_VARIABLE = 'SLIPWAY_REHEARSAL_PYTHON'

export const setupPython: StandIn = {
  action: `
name: Setup Python
description: The rehearsal's Python on PATH
inputs:
  python-version: { description: '' }
  python-version-file: { description: '' }
  architecture: { description: '' }
  check-latest: { description: '', default: 'false' }
  token: { description: '' }
  cache: { description: '' }
  cache-dependency-path: { description: '' }
  update-environment: { description: '', default: 'true' }
outputs:
  python-version: { description: '' }
  python-path: { description: '' }
  cache-hit: { description: '' }
runs:
  using: node24
  main: main
`,
  main: async (step) => {
    const root = await findPython(step)
    const python = join(root, 'bin', 'python')
    const version = await versionOf(python)
    const wanted = wantedVersion(step)
    if (wanted !== '' && !satisfiesVersion(version, wanted)) {
      step.warning(`This rehearsal has Python ${version}; actions/setup-python would install ${wanted}`)
    }
    if (step.input('cache') !== '') step.info(`Nothing is cached for ${step.input('cache')} in a rehearsal`)
    if (step.flag('update-environment')) {
      step.addPath(join(root, 'bin'))
      for (const name of ['pythonLocation', 'Python_ROOT_DIR', 'Python3_ROOT_DIR'])
        step.exportVariable(name, root)
    }
    step.setOutput('python-version', version)
    step.setOutput('python-path', python)
    step.setOutput('cache-hit', 'false')
    step.info(`Successfully set up CPython (${version})`)
  },
}

/** A folder with bin/python: the virtual environment that was configured, or one made from the interpreter. */
async function findPython(step: StandInStep): Promise<string> {
  const configured = step.optionalVariable(PYTHON_VARIABLE)
  if (configured !== undefined && statSync(configured).isDirectory()) return configured
  const interpreter = configured ?? 'python3'
  const root = join(step.variable('RUNNER_TOOL_CACHE'), 'Python', await versionOf(interpreter))
  if (!existsSync(join(root, 'bin', 'python'))) await execute(interpreter, ['-m', 'venv', root])
  return root
}

async function versionOf(python: string): Promise<string> {
  const { stdout } = await execute(python, ['-c', 'import platform; print(platform.python_version())'])
  return stdout.trim()
}

function wantedVersion(step: StandInStep): string {
  const written = step.lines('python-version')[0]
  const file = step.input('python-version-file')
  if (written !== undefined || file === '') return written ?? ''
  const path = resolve(step.variable('GITHUB_WORKSPACE'), file)
  if (!existsSync(path)) {
    throw new Error(`The specified python version file at: ${path} doesn't exist. Looked in ${dirname(path)}`)
  }
  return readFileSync(path, 'utf8').trim().split('\n')[0] ?? ''
}
