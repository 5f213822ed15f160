import { parseTrainTitle, SlipwayError, TRAIN_WORKFLOW } from '@slipway/core'
import type { GitHub } from './github.ts'

/** A workflow run, in its latest attempt. */
export interface Run {
  readonly id: number
  readonly attempt: number
  /** `owner/name` that it ran in, and the one that its head lives in (null where that is gone). */
  readonly repository: string
  readonly headRepository: string | null
  /** The commit that it is for: of a training that a maintainer asked for, the one that was named. */
  readonly headSha: string
  readonly headBranch: string | null
  readonly event: string
  /** The pull request whose commit a maintainer had trained; null for every other run. */
  readonly trains: number | null
  /** `completed`, `in_progress`, `queued`, `waiting`, … */
  readonly status: string
  readonly conclusion: string | null
  /** Path of the workflow file. */
  readonly workflowPath: string
  /** When the latest attempt started, ISO 8601. */
  readonly startedAt: string
  readonly url: string
}

interface Sent {
  readonly id: number
  readonly run_attempt?: number
  readonly repository: { readonly full_name: string }
  readonly head_repository: { readonly full_name: string } | null
  readonly head_sha: string
  readonly head_branch: string | null
  readonly event: string
  readonly status: string | null
  readonly conclusion: string | null
  readonly path: string
  readonly display_title?: string
  readonly created_at: string
  readonly run_started_at?: string
  readonly html_url: string
}

/** @throws github/not-found */
export async function runOf(github: GitHub, runId: number): Promise<Run> {
  return github.request({ action: `read run ${runId}`, permission: 'actions: read' }, async ({ rest }, at) =>
    toRun((await rest.actions.getWorkflowRun({ ...at, run_id: runId })).data),
  )
}

/**
 * The runs of one workflow for a head, newest first.
 *
 * @param workflowPath `.github/workflows/slipway.yml`
 */
export async function runsForHead(
  github: GitHub,
  headSha: string,
  workflowPath: string,
): Promise<readonly Run[]> {
  const file = workflowPath.slice(workflowPath.lastIndexOf('/') + 1)
  const runs = await github.request(
    { action: `list the runs of "${workflowPath}" for ${headSha}`, permission: 'actions: read' },
    async ({ rest, paginate }, at) => {
      const query = { ...at, workflow_id: file, head_sha: headSha, per_page: 100 }
      return (await paginate(rest.actions.listWorkflowRuns, query)).map(toRun)
    },
  )
  return runs
    .filter((run) => run.headSha === headSha && run.workflowPath === workflowPath)
    .sort((a, b) => b.id - a.id)
}

/** Runs in which maintainers had a commit of a pull request trained, newest first; none where nobody can. */
export async function trainingRuns(github: GitHub, commit: string): Promise<readonly Run[]> {
  try {
    const runs = await github.request(
      { action: `list the trainings of ${commit}`, permission: 'actions: read' },
      async ({ rest }, at) => {
        const file = TRAIN_WORKFLOW.slice(TRAIN_WORKFLOW.lastIndexOf('/') + 1)
        const query = { ...at, workflow_id: file, event: 'workflow_dispatch', per_page: 100 }
        return (await rest.actions.listWorkflowRuns(query)).data.workflow_runs.map(toRun)
      },
    )
    return runs
      .filter(({ trains, headSha }) => trains !== null && headSha === commit)
      .sort((a, b) => b.id - a.id)
  } catch (error) {
    if (error instanceof SlipwayError && error.code === 'github/not-found') return []
    throw error
  }
}

function toRun(sent: Sent): Run {
  // Where a workflow was asked for by another, GitHub appends its ref.
  const workflowPath = sent.path.split('@')[0] ?? sent.path
  const isTraining = workflowPath === TRAIN_WORKFLOW && sent.event === 'workflow_dispatch'
  const asked = isTraining ? parseTrainTitle(sent.display_title ?? '') : undefined
  return {
    id: sent.id,
    attempt: sent.run_attempt ?? 1,
    repository: sent.repository.full_name,
    headRepository: sent.head_repository?.full_name ?? null,
    headSha: asked?.commit ?? sent.head_sha,
    headBranch: sent.head_branch,
    event: sent.event,
    trains: asked?.pullRequest ?? null,
    status: sent.status ?? 'queued',
    conclusion: sent.conclusion,
    workflowPath,
    startedAt: sent.run_started_at ?? sent.created_at,
    url: sent.html_url,
  }
}
