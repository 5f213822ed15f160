import { resolveText, resolveTexts } from '../workflow/template.ts'
import { fieldsOf, type Token } from '../workflow/token.ts'
import type { JobDefinition } from '../workflow/workflow.ts'
import type { Frame, RunDefaults } from './frame.ts'
import type { JobRuntime } from './job-runtime.ts'
import { type JobInput, openJob } from './open-job.ts'
import { findUses, planMain, planPre, stepTitle } from './plan-steps.ts'
import { StepList } from './step-list.ts'

export interface JobReport {
  readonly result: 'success' | 'failure' | 'cancelled'
  readonly outputs: Readonly<Record<string, string>>
  /** `environment.url`, known when the job has run. */
  readonly environmentUrl: string | undefined
}

/** Runs a job on its machine, from "Set up job" to "Complete job". Throws nothing: what goes wrong is in the report. */
export async function runJob(input: JobInput): Promise<JobReport> {
  const { runtime, token, close } = openJob(input)
  const frame = jobFrame(input, token)
  try {
    const steps = new StepList(runtime)
    const ready = await steps.run('Set up job', () => setUp(input, runtime, frame))
    if (ready !== undefined) await runSteps(input.definition, runtime, ready, steps)
    const ending = await steps.run('Complete job', async () => complete(input, runtime, ready ?? frame))
    const failed = ready === undefined || ready.failed || ending === undefined
    const result = input.cancelled.aborted ? 'cancelled' : failed ? 'failure' : 'success'
    return { result, outputs: {}, environmentUrl: undefined, ...ending }
  } finally {
    close()
  }
}

function jobFrame({ workflow, contexts, secrets, origin }: JobInput, token: string): Frame {
  return {
    file: workflow.path,
    steps: {},
    contexts: { ...contexts, secrets: { ...secrets, GITHUB_TOKEN: token } },
    github: {},
    env: {},
    defaults: {},
    origin,
    uses: new Map(),
    posts: [],
    failed: false,
  }
}

/** The beginnings of all actions, the steps, and the ends of the actions that began, last one first. */
async function runSteps(
  { steps }: JobDefinition,
  runtime: JobRuntime,
  frame: Frame,
  list: StepList,
): Promise<void> {
  const pre = planPre(runtime, frame, steps).map((task) => ({ task, shown: list.add(task.title) }))
  const main = steps.map((step) => ({ step, shown: list.add(stepTitle(runtime, frame, step)) }))
  for (const { task, shown } of pre) await list.perform(task, shown)
  for (const { step, shown } of main) await list.perform(planMain(runtime, frame, step), shown)
  for (let task = frame.posts.pop(); task !== undefined; task = frame.posts.pop()) {
    await list.perform(task, list.add(task.title))
  }
}

/** Evaluates what the steps share and finds their actions. */
async function setUp(input: JobInput, runtime: JobRuntime, frame: Frame): Promise<Frame> {
  const { definition, workflow, slot, permissions, secrets, origin } = input
  const { log } = runtime.input
  log.write(
    `This is a rehearsal: slipway runs the job in a process on this machine\nRunner name: '${slot.runnerName}'`,
  )
  log.group(
    'GITHUB_TOKEN Permissions',
    Object.entries(permissions).map(([scope, level]) => `${scope}: ${level}`),
  )
  log.write(
    `Secret source: ${Object.keys(secrets).length > 0 ? 'Actions' : 'None'}\nPrepare workflow directory`,
  )
  Object.assign(runtime.env, resolveTexts(workflow.env, runtime.scope(frame, {})))
  Object.assign(runtime.env, resolveTexts(definition.env, runtime.scope(frame, {})))
  const defaults = {
    ...readDefaults(workflow.defaults, runtime, frame),
    ...readDefaults(definition.defaults, runtime, frame),
  }
  log.write('Prepare all required actions')
  const uses = await findUses(runtime, definition.steps, origin)
  for (const { found } of uses.values()) {
    log.write(
      found.standIn === undefined ? `${found.uses} from '${found.directory}'` : `stand-in for ${found.uses}`,
    )
  }
  log.write(`Complete job name: ${input.state.name}`)
  return { ...frame, defaults, uses }
}

function readDefaults(token: Token | undefined, runtime: JobRuntime, frame: Frame): RunDefaults {
  const run = resolveTexts(fieldsOf(token).get('run'), runtime.scope(frame, {}))
  return {
    ...(run.shell ? { shell: run.shell } : {}),
    ...(run['working-directory'] ? { workingDirectory: run['working-directory'] } : {}),
  }
}

/** Works out what the job leaves behind. An output that holds a secret is not handed on. */
function complete(
  { definition }: JobInput,
  runtime: JobRuntime,
  frame: Frame,
): Pick<JobReport, 'outputs' | 'environmentUrl'> {
  const scope = runtime.scope(frame, {})
  const outputs = Object.entries(resolveTexts(definition.outputs, scope)).filter(([name, value]) => {
    if (!runtime.input.masks.hides(value)) return value !== ''
    runtime.newOutput().warning(`Skip output '${name}' since it may contain secret.`)
    return false
  })
  const url = fieldsOf(definition.environment).get('url')
  runtime.input.log.write('Cleaning up orphan processes')
  return { outputs: Object.fromEntries(outputs), environmentUrl: url && resolveText(url, scope) }
}
