import type { WorkflowEvent } from '../../model.ts'
import { planDispatchInputs } from '../trigger/dispatch-inputs.ts'
import { matchesEvent } from '../trigger/matches-event.ts'
import type { Trigger } from '../trigger/trigger.ts'
import { calledFiles, loadCalled } from '../workflow/load-workflow.ts'
import { type ParsedWorkflow, parseWorkflow } from '../workflow/parse-workflow.ts'
import type { Problem } from '../workflow/problem.ts'
import type { WorkflowSource } from '../workflow/workflow-source.ts'
import type { RunnerServices } from './runner-services.ts'
import type { WorkflowRunInput } from './workflow-run.ts'

const FOLDER = '.github/workflows'

/** The runs that an event starts: one for each workflow file of its commit whose `on:` it matches. */
export async function planRuns(
  services: RunnerServices,
  event: WorkflowEvent,
  source: WorkflowSource,
): Promise<readonly WorkflowRunInput[]> {
  if (isIgnored(event)) return []
  const { forge } = services
  const paths = await forge.listFiles(event.repository, event.workflowSha, FOLDER)
  const files = paths.filter((path) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path)).toSorted()
  const runs: WorkflowRunInput[] = []
  for (const path of files) {
    if (event.workflowPath !== undefined && event.workflowPath !== path) continue
    const text = await source.read(path)
    const run = text === undefined ? undefined : await planRun(services, event, source, { path, text })
    if (run !== undefined) runs.push(run)
  }
  return runs
}

/** A fork's own events start nothing until somebody turns Actions on there; nor does a commit that asks to be skipped. */
function isIgnored({ name, payload }: WorkflowEvent): boolean {
  const { repository, head_commit: commit } = payload as {
    readonly repository?: { readonly fork?: boolean }
    readonly head_commit?: { readonly message?: string } | null
  }
  const asks = /\[(skip ci|ci skip|no ci|skip actions|actions skip)\]/.test(commit?.message ?? '')
  return repository?.fork === true || (name === 'push' && asks)
}

async function planRun(
  services: RunnerServices,
  event: WorkflowEvent,
  source: WorkflowSource,
  file: { readonly path: string; readonly text: string },
): Promise<WorkflowRunInput | undefined> {
  const parsed = await parseWorkflow(file, calledFiles(source, services.sources))
  const trigger = await triggerOf(services, event, parsed)
  if (trigger === undefined) return undefined
  const { workflow } = parsed
  const called =
    workflow === undefined
      ? { loaded: undefined, problems: parsed.problems }
      : await loadCalled(workflow, source, services.sources)
  const dispatch = dispatchOf(event, trigger, file.path)
  const problems = [...called.problems, ...dispatch.problems]
  return {
    services,
    event,
    payload: dispatch.payload,
    inputs: dispatch.inputs,
    path: file.path,
    name: workflow?.name ?? file.path,
    loaded: problems.length > 0 ? undefined : called.loaded,
    problems,
  }
}

/** The part of `on:` that the event matches. A file whose `on:` cannot be read fails on every push, as on GitHub. */
async function triggerOf(
  services: RunnerServices,
  event: WorkflowEvent,
  parsed: ParsedWorkflow,
): Promise<Trigger | undefined> {
  if (parsed.triggers === undefined) return event.name === 'push' ? {} : undefined
  const trigger = parsed.triggers.get(event.name)
  if (trigger === undefined) return undefined
  const matches = await matchesEvent(trigger, event, () => changedFiles(services, event))
  return matches ? trigger : undefined
}

/** What a push or a pull request changes; undefined where there is nothing to compare with: a tag, a new branch. */
async function changedFiles(
  { forge }: RunnerServices,
  { name, payload, repository, ref, sha, headSha }: WorkflowEvent,
): Promise<readonly string[] | undefined> {
  const { before, pull_request: pull } = payload as {
    readonly before?: string
    readonly pull_request?: { readonly base?: { readonly sha?: string } }
  }
  const base = pull?.base?.sha
  // The merge commit holds what the pull request changes and nothing that its base has gained meanwhile.
  if (base !== undefined) return forge.changedFiles(repository, base, name === 'pull_request' ? sha : headSha)
  if (before === undefined || /^0+$/.test(before) || ref.startsWith('refs/tags/')) return undefined
  return forge.changedFiles(repository, before, sha)
}

function dispatchOf(
  event: WorkflowEvent,
  trigger: Trigger,
  path: string,
): Pick<WorkflowRunInput, 'payload' | 'inputs'> & { readonly problems: readonly Problem[] } {
  if (event.name !== 'workflow_dispatch') return { payload: event.payload, inputs: {}, problems: [] }
  const given = (event.payload.inputs ?? {}) as Readonly<Record<string, unknown>>
  const { inputs, texts, problems } = planDispatchInputs(trigger.inputs ?? new Map(), given)
  return {
    payload: { ...event.payload, inputs: texts },
    inputs,
    problems: problems.map((message) => ({ file: path, message })),
  }
}
