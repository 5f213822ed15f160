import { readFileSync } from 'node:fs'
import * as nodeModule from 'node:module'

/** What we use of GitHub's own parser. */
export interface WorkflowParser {
  readonly parseWorkflow: typeof import('@actions/workflow-parser').parseWorkflow
  readonly convertWorkflowTemplate: typeof import('@actions/workflow-parser').convertWorkflowTemplate
  readonly NoOperationTraceWriter: typeof import('@actions/workflow-parser').NoOperationTraceWriter
  readonly parseAction: typeof import('@actions/workflow-parser/actions/action-parser').parseAction
  readonly ensureStatusFunction: typeof import('@actions/workflow-parser/model/converter/if-condition').ensureStatusFunction
}

let loaded: Promise<WorkflowParser> | undefined

/**
 * Loads `@actions/workflow-parser` once. It imports its schemas as JSON without the attribute that Node asks for, so its
 * JSON files are served as modules while it loads; in a bundle they are part of it, and the hook never fires.
 */
export function loadWorkflowParser(): Promise<WorkflowParser> {
  loaded ??= load()
  return loaded
}

async function load(): Promise<WorkflowParser> {
  const hook = nodeModule.registerHooks?.({
    load: (url, context, next) =>
      url.includes('/@actions/workflow-parser/') && url.endsWith('.json')
        ? {
            format: 'module',
            shortCircuit: true,
            source: `export default ${readFileSync(new URL(url), 'utf8')}`,
          }
        : next(url, context),
  })
  try {
    const parser = await import('@actions/workflow-parser')
    const actions = await import('@actions/workflow-parser/actions/action-parser')
    const conditions = await import('@actions/workflow-parser/model/converter/if-condition')
    return {
      parseWorkflow: parser.parseWorkflow,
      convertWorkflowTemplate: parser.convertWorkflowTemplate,
      NoOperationTraceWriter: parser.NoOperationTraceWriter,
      parseAction: actions.parseAction,
      ensureStatusFunction: conditions.ensureStatusFunction,
    }
  } finally {
    hook?.deregister()
  }
}
