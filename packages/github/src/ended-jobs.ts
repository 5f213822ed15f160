import type { GitHub } from './github.ts'

/** A job of a run's latest attempt, with what GitHub and the job itself reported as failures. */
export interface EndedJob {
  readonly id: number
  readonly name: string
  /** `success`, `failure`, `cancelled`, `skipped`, `timed_out`, …; null while it has none. */
  readonly conclusion: string | null
  readonly failures: readonly string[]
}

const WELL: readonly (string | null)[] = ['success', 'skipped', 'neutral']

/** Jobs of a run's latest attempt. Annotations are read of those that did not end well. */
export async function endedJobs(github: GitHub, runId: number): Promise<readonly EndedJob[]> {
  const jobs = await github.request(
    { action: `list the jobs of run ${runId}`, permission: 'actions: read' },
    ({ rest, paginate }, at) =>
      paginate(rest.actions.listJobsForWorkflowRun, {
        ...at,
        run_id: runId,
        filter: 'latest',
        per_page: 100,
      }),
  )
  const ended: EndedJob[] = []
  for (const { id, name, conclusion } of jobs) {
    const failures = WELL.includes(conclusion) ? [] : await failuresOf(github, id)
    ended.push({ id, name, conclusion, failures })
  }
  return ended
}

/** The id of a job is that of its check. */
async function failuresOf(github: GitHub, jobId: number): Promise<readonly string[]> {
  const annotations = await github.request(
    { action: `read the annotations of job ${jobId}`, permission: 'checks: read' },
    ({ rest, paginate }, at) =>
      paginate(rest.checks.listAnnotations, { ...at, check_run_id: jobId, per_page: 100 }),
  )
  return annotations.flatMap(({ annotation_level, message }) =>
    annotation_level === 'failure' && message ? [message] : [],
  )
}
