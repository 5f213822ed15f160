/** How a job ended that did not end well, and what it reported. */
export interface BadEnd {
  readonly name: string
  /** Messages of its failure annotations. */
  readonly failures: readonly string[]
}

export interface RerunInput {
  /** The attempt that ended, from 1. */
  readonly attempt: number
  /** No attempt is started after this one; GitHub's own end is 50. */
  readonly mostAttempts: number
  /** Jobs that ended neither well nor skipped. */
  readonly ended: readonly BadEnd[]
}

export interface RerunPlan {
  readonly rerun: boolean
  /** For people, one sentence. */
  readonly reason: string
}

/**
 * What GitHub writes at a job whose machine went away.
 * @see https://github.com/llvm/llvm-project/blob/main/.github/workflows/restart-preempted-libcxx-jobs.yaml
 */
const LOST = [
  /lost communication with the server/i,
  /received a shutdown signal/i,
  /hosted runner encountered an error while running your job/i,
  /job was not acquired by runner/i,
]
/** Its consequences, which every job that is stopped shows. */
const ECHOES = [
  /^The operation was cancell?ed\.?$/i,
  /^The job was cancell?ed\.?$/i,
  /^Process completed with exit code (?:130|137|143)\.?$/i,
]
/** A newer run took the place of this one. */
const OVERTAKEN = /^Canceling since a .*higher priority waiting request/i

const shows = (patterns: readonly RegExp[], text: string) => patterns.some((pattern) => pattern.test(text))

/**
 * Whether a run is run again: only where at least one job lost its machine, and no job failed by itself. A job that was only
 * cancelled, as the others of a matrix are, follows the rest.
 */
export function planRerun({ attempt, mostAttempts, ended }: RerunInput): RerunPlan {
  const no = (reason: string): RerunPlan => ({ rerun: false, reason })
  if (ended.length === 0) return no('Every job ended well.')
  if (ended.some(({ failures }) => failures.some((text) => OVERTAKEN.test(text))))
    return no('A newer run took the place of this one.')
  const failed = ended.filter(({ failures }) => failures.some((text) => !shows([...LOST, ...ECHOES], text)))
  if (failed.length > 0) return no(`${namesOf(failed)} failed by itself.`)
  const lost = ended.filter(({ failures }) => failures.some((text) => shows(LOST, text)))
  if (lost.length === 0) return no(`${namesOf(ended)} lost no machine: somebody stopped the run.`)
  if (attempt >= mostAttempts)
    return no(`${namesOf(lost)} lost the machine, and this was attempt ${attempt} of ${mostAttempts}.`)
  return { rerun: true, reason: `${namesOf(lost)} lost the machine in attempt ${attempt}.` }
}

function namesOf(jobs: readonly BadEnd[]): string {
  return jobs.map(({ name }) => `"${name}"`).join(', ')
}
