import type { WorkflowEvent } from '../../model.ts'
import { matchesPatterns } from './filter-pattern.ts'
import type { Trigger } from './trigger.ts'

/** Activity types that count where a workflow names none; all types do for every other event. */
const DEFAULT_TYPES: Readonly<Record<string, readonly string[]>> = {
  pull_request: ['opened', 'synchronize', 'reopened'],
  pull_request_target: ['opened', 'synchronize', 'reopened'],
}

/**
 * Whether an event starts a workflow by the filters of its `on:`.
 *
 * @param changedFiles Asked only where there is a filter on paths; undefined when no diff applies (a tag)
 */
export async function matchesEvent(
  trigger: Trigger,
  event: WorkflowEvent,
  changedFiles: () => Promise<readonly string[] | undefined>,
): Promise<boolean> {
  const types = trigger.types ?? DEFAULT_TYPES[event.name]
  if (types !== undefined && event.action !== undefined && !types.includes(event.action)) return false
  switch (event.name) {
    case 'push':
      return matchesRef(trigger, event) && matchesPaths(trigger, changedFiles)
    case 'pull_request':
    case 'pull_request_target':
      return (
        passes(trigger.branches, trigger.branchesIgnore, baseOf(event)) && matchesPaths(trigger, changedFiles)
      )
    case 'workflow_run':
      return (
        passes(trigger.workflows, undefined, workflowOf(event)) &&
        passes(trigger.branches, trigger.branchesIgnore, causeOf(event)?.head_branch ?? '')
      )
    case 'merge_group':
      return passes(trigger.branches, trigger.branchesIgnore, baseOf(event))
    case 'schedule':
      return (trigger.crons ?? []).includes(String(event.payload.schedule ?? ''))
    default:
      return true
  }
}

/** A filter on branches alone leaves out tags, and the other way round. */
function matchesRef(trigger: Trigger, event: WorkflowEvent): boolean {
  if (event.payload.deleted === true) return false
  const branches = trigger.branches ?? trigger.branchesIgnore
  const tags = trigger.tags ?? trigger.tagsIgnore
  if (branches === undefined && tags === undefined) return true
  const [, kind, name] = /^refs\/(heads|tags)\/(.+)$/.exec(event.ref) ?? []
  if (name === undefined) return false
  if (kind === 'heads')
    return branches !== undefined && passes(trigger.branches, trigger.branchesIgnore, name)
  return tags !== undefined && passes(trigger.tags, trigger.tagsIgnore, name)
}

async function matchesPaths(
  trigger: Trigger,
  changedFiles: () => Promise<readonly string[] | undefined>,
): Promise<boolean> {
  const { paths, pathsIgnore } = trigger
  if (paths === undefined && pathsIgnore === undefined) return true
  const changed = await changedFiles()
  if (changed === undefined) return true
  if (paths !== undefined) return changed.some((path) => matchesPatterns(paths, path))
  return changed.some((path) => !matchesPatterns(pathsIgnore ?? [], path))
}

function passes(
  wanted: readonly string[] | undefined,
  unwanted: readonly string[] | undefined,
  name: string,
): boolean {
  if (wanted !== undefined) return matchesPatterns(wanted, name)
  return unwanted === undefined || !matchesPatterns(unwanted, name)
}

function baseOf(event: WorkflowEvent): string {
  const pull = event.payload.pull_request as { readonly base?: { readonly ref?: string } } | undefined
  const group = event.payload.merge_group as { readonly base_ref?: string } | undefined
  return pull?.base?.ref ?? group?.base_ref?.replace(/^refs\/heads\//, '') ?? ''
}

function workflowOf(event: WorkflowEvent): string {
  const workflow = event.payload.workflow as { readonly name?: string } | undefined
  return workflow?.name ?? causeOf(event)?.name ?? ''
}

/** The run that a `workflow_run` event is about. */
function causeOf({ payload }: WorkflowEvent) {
  return payload.workflow_run as { readonly name?: string; readonly head_branch?: string | null } | undefined
}
