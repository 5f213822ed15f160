import type { JobState } from '../../model.ts'
import type { CheckRun } from '../state/check.ts'
import type { ForgeRepository } from '../state/repository.ts'
import { allJobs, type RunEntry } from '../state/run-entry.ts'

/** A job as a check: GitHub shows each job as one, with the job's own id. */
export function jobCheck(repository: ForgeRepository, entry: RunEntry, job: JobState): CheckRun {
  return {
    id: job.id,
    suiteId: entry.checkSuiteId,
    headSha: entry.run.event.headSha,
    name: job.name,
    externalId: null,
    detailsUrl: `/${repository.fullName}/actions/runs/${entry.run.id}/job/${job.id}`,
    status: job.status,
    conclusion: job.conclusion,
    startedAt: job.startedAt,
    completedAt: job.completedAt,
    output: { title: null, summary: null, text: null },
    annotations: job.annotations,
  }
}

/** Jobs of the current attempts, as checks. */
export function jobChecks(repository: ForgeRepository): readonly CheckRun[] {
  return [...repository.runs.values()].flatMap((entry) =>
    entry.run.jobs.map((job) => jobCheck(repository, entry, job)),
  )
}

/** Every check of a commit, in the order in which they were made. */
export function checksOf(repository: ForgeRepository, sha: string): readonly CheckRun[] {
  const all = [...jobChecks(repository), ...repository.checks.values()]
  return all.filter((check) => check.headSha === sha).sort((a, b) => a.id - b.id)
}

/** The newest check of each name. */
export function latestChecks(checks: readonly CheckRun[]): readonly CheckRun[] {
  const latest = new Map<string, CheckRun>()
  for (const check of checks) latest.set(check.name, check)
  return [...latest.values()]
}

/** A check by its id, posted or a job's. */
export function findCheck(repository: ForgeRepository, id: number): CheckRun | undefined {
  const posted = repository.checks.get(id)
  if (posted) return posted
  for (const entry of repository.runs.values()) {
    const job = allJobs(entry).find((candidate) => candidate.id === id)
    if (job) return jobCheck(repository, entry, job)
  }
  return undefined
}
