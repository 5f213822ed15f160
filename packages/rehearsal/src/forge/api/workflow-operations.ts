import { emitEvent } from '../events/emit.ts'
import { workflowDispatchEvent } from '../events/other-events.ts'
import { rememberCommits } from '../git/known-commits.ts'
import { treeItem } from '../git/trees.ts'
import { found, type RepositoryCall } from '../http/call.ts'
import { HttpError } from '../http/http-error.ts'
import type { RepositoryOperations } from '../http/operation.ts'
import { list, noContent, ok, type Reply } from '../http/reply.ts'
import { repositoryApi, repositoryPage } from '../present/repository.ts'
import { presentWorkflow } from '../present/run.ts'
import { runOfEvent } from '../runs/run-of-event.ts'
import { listWorkflows } from '../runs/workflow-of.ts'
import type { Workflow } from '../state/settings.ts'
import { listRuns } from './run-operations.ts'

/** A workflow by its id or by the name of its file. */
async function workflowIn(call: RepositoryCall): Promise<Workflow> {
  const name = call.text('workflow_id')
  const workflows = await listWorkflows(call.forge, call.repository)
  return found(workflows.find(({ id, path }) => String(id) === name || path.endsWith(`/${name}`)))
}

async function dispatch(call: RepositoryCall): Promise<Reply> {
  const { forge, repository } = call
  const workflow = await workflowIn(call)
  const request = call.json<{
    readonly ref: string
    readonly inputs?: Readonly<Record<string, unknown>>
    readonly return_run_details?: boolean
  }>()
  const ref = [request.ref, `refs/heads/${request.ref}`, `refs/tags/${request.ref}`]
    .map((name) => repository.refs.get(name))
    .find((candidate) => candidate !== undefined)
  if (!ref) throw new HttpError(422, `No ref found for: ${request.ref}`)
  if (!(await treeItem(repository.git, ref.commit, workflow.path)))
    throw new HttpError(422, `Workflow does not exist at ${request.ref}`)
  await rememberCommits(repository, [ref.commit])
  const event = workflowDispatchEvent(forge, repository, {
    ref: ref.name,
    sha: ref.commit,
    path: workflow.path,
    inputs: request.inputs ?? {},
    sender: call.account,
  })
  const run = request.return_run_details ? runOfEvent(forge, event) : undefined
  emitEvent(forge, event, call.actor)
  if (!run) return noContent()
  const { id } = await run
  return ok({
    workflow_run_id: id,
    run_url: `${repositoryApi(forge.links, repository)}/actions/runs/${id}`,
    html_url: `${repositoryPage(forge.links, repository)}/actions/runs/${id}`,
  })
}

export const workflowOperations: RepositoryOperations = {
  'GET /actions/workflows': {
    needs: ['actions:read'],
    handle: async (call) =>
      list(
        await listWorkflows(call.forge, call.repository),
        (workflow) => presentWorkflow(call.forge, call.repository, workflow),
        'workflows',
      ),
  },
  'GET /actions/workflows/{workflow_id}': {
    needs: ['actions:read'],
    handle: async (call) => ok(presentWorkflow(call.forge, call.repository, await workflowIn(call))),
  },
  'GET /actions/workflows/{workflow_id}/runs': {
    needs: ['actions:read'],
    handle: async (call) => {
      const { path } = await workflowIn(call)
      return listRuns(
        call,
        [...call.repository.runs.values()].filter((entry) => entry.run.path === path),
      )
    },
  },
  'POST /actions/workflows/{workflow_id}/dispatches': { needs: ['actions:write'], handle: dispatch },
}
