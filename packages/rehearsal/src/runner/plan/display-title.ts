import type { WorkflowEvent } from '../../model.ts'
import type { Scope } from '../workflow/expression.ts'
import { resolveText } from '../workflow/template.ts'
import type { Workflow } from '../workflow/workflow.ts'

interface Payload {
  readonly head_commit?: { readonly message?: string } | null
  readonly pull_request?: { readonly title?: string }
  readonly release?: { readonly name?: string | null; readonly tag_name?: string }
  readonly issue?: { readonly title?: string }
}

/** What a run is called in lists: `run-name`, or the title of what caused it. */
export function displayTitle(workflow: Workflow, event: WorkflowEvent, scope: Scope): string {
  const written = workflow.runName && resolveText(workflow.runName, scope).trim()
  return written || defaultTitle(workflow.name, event)
}

export function defaultTitle(workflowName: string, event: WorkflowEvent): string {
  const { head_commit: commit, pull_request: pull, release, issue } = event.payload as Payload
  const title = {
    push: commit?.message?.split('\n')[0],
    pull_request: pull?.title,
    pull_request_target: pull?.title,
    release: release?.name || release?.tag_name,
    issues: issue?.title,
    issue_comment: issue?.title,
  }[event.name]
  return title || workflowName
}
