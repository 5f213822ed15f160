import { spawn } from 'node:child_process'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Secret } from '@slipway/core'
import { registerJitRunner } from '@slipway/github'
import { commandError } from '../error.ts'

// For a verb that loads this file only when it runs.
export { registerJitRunner }

/** By which the runner takes its configuration without an argument, which every process of the machine could read. */
const VARIABLE = 'ACTIONS_RUNNER_INPUT_JITCONFIG'
/** What the runner, and so the job, has no business with. */
const WITHHELD = ['GITHUB_TOKEN', 'GH_TOKEN']

/** Writes the configuration for systemd's `EnvironmentFile`, readable by its owner alone. */
export async function writeMachineConfig(file: string, config: Secret): Promise<void> {
  const temporary = `${file}.${process.pid}.new`
  await writeFile(temporary, `${VARIABLE}=${config.reveal()}\n`, { mode: 0o600, flag: 'wx' })
  await rename(temporary, file)
}

/**
 * Runs the runner for its one job.
 * @param folder where its run.sh lies
 * @returns its exit status
 * @throws runner/not-started
 */
export async function startMachine(
  folder: string,
  config: Secret,
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const kept = Object.fromEntries(Object.entries(env).filter(([name]) => !WITHHELD.includes(name)))
  const file = join(folder, 'run.sh')
  return new Promise((resolve, reject) => {
    const child = spawn(file, {
      cwd: folder,
      env: { ...kept, [VARIABLE]: config.reveal() },
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    child.on('error', (cause) =>
      reject(
        commandError('runner/not-started', `Cannot start "${file}": ${cause.message}`, {
          cause,
          hint: 'Unpack the runner there: https://github.com/actions/runner/releases',
        }),
      ),
    )
    child.on('close', (status) => resolve(status ?? 1))
  })
}
