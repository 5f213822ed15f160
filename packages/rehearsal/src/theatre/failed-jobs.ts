import type { Person } from './person.ts'

/** A job that failed, and the end of its log up to the error. */
export interface FailedJob {
  readonly run: string
  readonly job: string
  /** The step that failed; undefined where the job never came to one. */
  readonly step: string | undefined
  readonly log: readonly string[]
}

interface Runs {
  readonly workflow_runs: readonly { id: number; name: string; run_number: number }[]
}

interface Jobs {
  readonly jobs: readonly {
    id: number
    name: string
    conclusion: string | null
    steps: readonly { name: string; conclusion: string | null }[]
  }[]
}

const LINES = 15

/** Every job of a repository that failed, oldest run first, in its latest attempt. */
export async function failedJobs(
  person: Pick<Person, 'api' | 'download'>,
  repository: string,
): Promise<readonly FailedJob[]> {
  const at = `/repos/${repository}/actions`
  const { workflow_runs: runs } = await person.api<Runs>('GET', `${at}/runs?status=failure&per_page=100`)
  const failed: FailedJob[] = []
  for (const run of runs.toReversed()) {
    const { jobs } = await person.api<Jobs>('GET', `${at}/runs/${run.id}/jobs?per_page=100`)
    for (const job of jobs.filter(({ conclusion }) => conclusion === 'failure'))
      failed.push({
        run: `${run.name} #${run.run_number}`,
        job: job.name,
        step: job.steps.find(({ conclusion }) => conclusion === 'failure')?.name,
        log: endOf(await person.download(`${at}/jobs/${job.id}/logs`)),
      })
  }
  return failed
}

/** The lines up to the first error, or the last ones, without times and groups. */
function endOf(log: string): readonly string[] {
  const lines = log
    .split('\n')
    .map((line) => line.replace(/^\uFEFF?\S+Z /, ''))
    .filter((line) => line.trim() !== '' && !/^##\[(?:end)?group\]/.test(line))
  const error = lines.findIndex((line) => line.startsWith('##[error]'))
  const end = error < 0 ? lines.length : error + 1
  return lines.slice(Math.max(0, end - LINES), end).map((line) => line.replace('##[error]', ''))
}
