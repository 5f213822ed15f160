import type { Context } from './context.ts'

/** What a step of an action has and a `run:` step has not: its inputs, its state, and the tokens of the runner's services. */
const OF_THE_ACTION = /^(?:INPUT_|STATE_|ACTIONS_(?:RUNTIME|RESULTS|CACHE|ID_TOKEN)_)/
/** Files in which a step speaks to the runner: they are ours, and a stage would speak in our name. */
const COMMAND_FILES = [
  'GITHUB_OUTPUT',
  'GITHUB_STATE',
  'GITHUB_ENV',
  'GITHUB_PATH',
  'GITHUB_STEP_SUMMARY',
  'GITHUB_ARTIFACTS',
]

/** What the commands of a stage inherit: what a `run:` step of the same job would have. Python's output comes at once. */
export function stageEnvironment(env: Context['env']): Record<string, string | undefined> {
  const inherited = Object.entries(env).filter(
    ([name]) => !OF_THE_ACTION.test(name) && !COMMAND_FILES.includes(name),
  )
  return { PYTHONUNBUFFERED: '1', ...Object.fromEntries(inherited) }
}
