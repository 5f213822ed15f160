import { createOnce, NO_RETRIES } from './create-once.ts'
import type { GitHub } from './github.ts'

export interface Dispatch {
  /** File name of the workflow: `candidate.yml`. */
  readonly workflow: string
  /** Branch or tag whose workflow file runs. */
  readonly ref: string
  readonly inputs: Readonly<Record<string, string>>
}

/**
 * Starts a workflow by `workflow_dispatch`. Where the answer was lost, a run of it that was not there before counts as
 * ours. The run's id is undefined where GitHub does not say.
 */
export async function dispatchWorkflow(
  github: GitHub,
  dispatch: Dispatch,
): Promise<{ runId: number | undefined }> {
  let before: number | undefined
  return createOnce(
    github,
    async () => {
      const newest = await newestDispatch(github, dispatch)
      const isNew = before !== undefined && newest > before
      before ??= newest
      return isNew ? { runId: newest } : undefined
    },
    () =>
      github.request(
        { action: `start workflow "${dispatch.workflow}"`, permission: 'actions: write' },
        async ({ rest }, at) => {
          const { workflow: workflow_id, ref, inputs } = dispatch
          const sent = { ...at, workflow_id, ref, inputs, return_run_details: true, request: NO_RETRIES }
          const data: unknown = (await rest.actions.createWorkflowDispatch(sent)).data
          return { runId: runIdIn(data) }
        },
      ),
  )
}

async function newestDispatch(github: GitHub, { workflow, ref }: Dispatch): Promise<number> {
  return github.request(
    { action: `list the runs of workflow "${workflow}"`, permission: 'actions: read' },
    async ({ rest }, at) => {
      const query = { ...at, workflow_id: workflow, event: 'workflow_dispatch', branch: ref, per_page: 1 }
      return (await rest.actions.listWorkflowRuns(query)).data.workflow_runs[0]?.id ?? 0
    },
  )
}

function runIdIn(data: unknown): number | undefined {
  const id =
    data !== null && typeof data === 'object' && 'workflow_run_id' in data ? data.workflow_run_id : undefined
  return typeof id === 'number' ? id : undefined
}
