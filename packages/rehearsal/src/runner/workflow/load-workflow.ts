import type { Permissions } from '../../model.ts'
import { permissionProblem, planPermissions } from '../plan/token-permissions.ts'
import { type CalledFiles, parseWorkflow } from './parse-workflow.ts'
import type { Problem } from './problem.ts'
import type { JobCall, JobDefinition, Workflow } from './workflow.ts'
import type { SourceLookup, WorkflowSource } from './workflow-source.ts'

/** A workflow with all that it calls. */
export interface LoadedWorkflow {
  readonly workflow: Workflow
  readonly source: WorkflowSource
  /** Called workflows by the id of the job that calls them. */
  readonly called: ReadonlyMap<string, LoadedWorkflow>
}

export interface LoadResult {
  readonly loaded: LoadedWorkflow | undefined
  readonly problems: readonly Problem[]
}

/** Where a workflow stands in a chain of calls. */
interface CallSite {
  readonly source: WorkflowSource
  readonly lookup: SourceLookup
  readonly depth: number
  /** Rights of the calling job; undefined for a run's own workflow. */
  readonly ceiling: Permissions | undefined
}

/** Levels of called workflows that GitHub allows. */
const MAX_DEPTH = 10

/** Reads the workflows that a workflow calls, and theirs. The caller's rights bound those that a called one asks for. */
export function loadCalled(
  workflow: Workflow,
  source: WorkflowSource,
  lookup: SourceLookup,
): Promise<LoadResult> {
  return loadCalls(workflow, { source, lookup, depth: 1, ceiling: undefined })
}

async function loadCalls(workflow: Workflow, site: CallSite): Promise<LoadResult> {
  const called = new Map<string, LoadedWorkflow>()
  const problems: Problem[] = []
  for (const job of workflow.jobs) {
    if (job.call === undefined) continue
    const result = await loadCall(workflow, job, job.call, site)
    problems.push(...result.problems)
    if (result.loaded !== undefined) called.set(job.id, result.loaded)
  }
  const loaded = problems.length > 0 ? undefined : { workflow, source: site.source, called }
  return { loaded, problems }
}

async function loadCall(
  workflow: Workflow,
  job: JobDefinition,
  call: JobCall,
  site: CallSite,
): Promise<LoadResult> {
  const failed = (message: string): LoadResult => {
    const { line = 1, col: column = 1 } = call.token
    return { loaded: undefined, problems: [{ file: workflow.path, message, line, column }] }
  }
  const unread = `error parsing called workflow "${call.uses}": `
  const target = locate(call.uses, site)
  const text = await target?.source.read(target.path)
  if (target === undefined || text === undefined) return failed(`${unread}workflow was not found`)
  if (site.depth > MAX_DEPTH) return failed(`${unread}more than ${MAX_DEPTH} levels of called workflows`)
  const parsed = await parseWorkflow({ path: target.path, text }, calledFiles(target.source, site.lookup))
  if (parsed.workflow === undefined) return { loaded: undefined, problems: parsed.problems }
  if (parsed.workflow.call === undefined) {
    return failed(`${unread}workflow is not reusable as it is missing a \`on.workflow_call\` trigger`)
  }
  const ceiling = planPermissions({
    job: job.permissions,
    workflow: workflow.permissions,
    ceiling: site.ceiling,
    fork: false,
  })
  const excess = excessOf(parsed.workflow, ceiling)
  if (excess !== undefined) return failed(`Error calling workflow '${call.uses}'. ${excess}`)
  return loadCalls(parsed.workflow, { ...site, source: target.source, depth: site.depth + 1, ceiling })
}

/** How the parser gets at called files, to check the inputs given to them. */
export function calledFiles(source: WorkflowSource, lookup: SourceLookup): CalledFiles {
  return async ({ path, repository }) =>
    repository === undefined ? source.read(path) : lookup(repository.owner, repository.name, '')?.read(path)
}

function locate(
  uses: string,
  { source, lookup }: CallSite,
): { readonly source: WorkflowSource; readonly path: string } | undefined {
  const local = /^[.$]\/(.+)$/.exec(uses)?.[1]
  if (local !== undefined) return { source, path: local }
  const [, owner, name, path, ref] = /^([^/@]+)\/([^/@]+)\/([^@]+)@(.+)$/.exec(uses) ?? []
  if (owner === undefined || name === undefined || path === undefined || ref === undefined) return undefined
  const remote = lookup(owner, name, ref)
  return remote && { source: remote, path }
}

function excessOf(called: Workflow, ceiling: Permissions): string | undefined {
  for (const { permissions } of called.jobs) {
    const asked = permissions ?? called.permissions
    const problem = asked && permissionProblem(asked, ceiling)
    if (problem !== undefined) return problem
  }
  return undefined
}
