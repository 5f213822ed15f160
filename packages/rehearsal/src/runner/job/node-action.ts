import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { runnerError } from '../error.ts'
import { standInEntry } from '../stand-ins/catalogue.ts'
import type { NodeRuns } from '../workflow/parse-action.ts'
import { checkInputs, inputEnv, readInputs } from './action-inputs.ts'
import type { ActionUse, Execution, Frame } from './frame.ts'
import type { JobRuntime } from './job-runtime.ts'
import { runInStep } from './run-in-step.ts'

export type ActionStage = 'pre' | 'main' | 'post'

/** Runs one part of a JavaScript action with the Node of this process, which stands for all of `node20` and `node24`. */
export async function runNodeAction(
  job: JobRuntime,
  frame: Frame,
  use: ActionUse,
  runs: NodeRuns,
  stage: ActionStage,
  execution: Execution,
): Promise<boolean> {
  const { found, state } = use
  if (stage === 'main') checkInputs(use, execution)
  const inputs = readInputs(use, execution.scope)
  const shown = Object.entries(inputs).filter(([, value]) => value !== '')
  execution.output.group(`${stage === 'main' ? 'Run' : `${stage} of`} ${found.uses}`, [
    ...(found.standIn === undefined ? [] : [`This is the rehearsal's stand-in for ${found.uses}`]),
    ...(shown.length === 0 ? [] : ['with:', ...shown.map(([name, value]) => `  ${name}: ${value}`)]),
  ])
  const exitCode = await runInStep(job, frame, execution, {
    command: process.execPath,
    args: found.standIn === undefined ? [scriptOf(use, runs[stage])] : [standInEntry(), found.standIn, stage],
    cwd: job.input.directories.workspace,
    env: {
      ...inputEnv(inputs),
      ...Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value])),
      ...job.input.actionsEnv,
      ...(found.standIn === undefined ? {} : job.input.standInEnv),
    },
    github: { action: actionId(use), action_repository: found.repository, action_ref: found.ref },
    state,
  })
  return exitCode === 0
}

/** GITHUB_ACTION: the step's id, or one made of the repository's name. */
function actionId({ step, found }: ActionUse): string {
  return step.id ?? `__${found.repository === '' ? 'self' : found.repository.replace('/', '_')}`
}

function scriptOf({ found }: ActionUse, script: string | undefined): string {
  const file = join(found.directory, script ?? '')
  if (script !== undefined && existsSync(file)) return file
  throw runnerError('runner/action-invalid', `Cannot run "${found.uses}": File not found: '${file}'`)
}
