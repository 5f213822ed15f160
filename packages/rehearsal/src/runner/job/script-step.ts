import { randomUUID } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { resolveText } from '../workflow/template.ts'
import type { StepDefinition } from '../workflow/workflow.ts'
import type { Execution, Frame } from './frame.ts'
import type { JobRuntime } from './job-runtime.ts'
import { runInStep } from './run-in-step.ts'
import { planShell } from './shell.ts'

/** Runs the script of a `run:` step. */
export async function runScript(
  job: JobRuntime,
  frame: Frame,
  step: StepDefinition,
  execution: Execution,
): Promise<boolean> {
  const { scope, output, env } = execution
  const { temp, workspace } = job.input.directories
  const script = step.run === undefined ? '' : resolveText(step.run, scope)
  const folder = step.workingDirectory && resolveText(step.workingDirectory, scope)
  const name = (step.shell && resolveText(step.shell, scope)) || frame.defaults.shell
  const processEnv = job.processEnv(env, frame.github)
  const shell = planShell(name, processEnv.PATH ?? '')
  const shown = Object.entries({ ...job.env, ...env }).map(([key, value]) => `  ${key}: ${value}`)
  const lines = script.trimEnd().split('\n')
  output.group(`Run ${lines.find((line) => line.trim() !== '')?.trim() ?? ''}`, [
    ...lines,
    `shell: ${[shell.command, ...shell.args].join(' ')}`,
    ...(shown.length > 0 ? ['env:', ...shown] : []),
  ])
  const file = join(temp, `${randomUUID()}${shell.extension}`)
  writeFileSync(file, script)
  try {
    const exitCode = await runInStep(job, frame, execution, {
      command: shell.command,
      args: shell.args.map((arg) => arg.replaceAll('{0}', file)),
      cwd: resolve(workspace, folder || frame.defaults.workingDirectory || '.'),
      env: identityEnv(job.input.actionsEnv),
      github: { action: step.id ?? '__run' },
      state: {},
    })
    if (exitCode === 0 || execution.signal.aborted) return exitCode === 0
    output.error(`Process completed with exit code ${exitCode}.`, {
      path: '.github',
      startLine: 1,
      endLine: 1,
    })
    return false
  } finally {
    rmSync(file, { force: true })
  }
}

/** Of what JavaScript actions are given, a script gets only the way to an OpenID Connect token. */
function identityEnv(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => name.startsWith('ACTIONS_ID_TOKEN_REQUEST_')),
  )
}
