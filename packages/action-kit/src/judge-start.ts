import type { JobContext } from './job-context.ts'

/** The commit that the workspace holds. */
export interface CheckedOut {
  readonly oid: string
  readonly parents: readonly string[]
}

export interface Refusal {
  readonly code: 'event' | 'fork' | 'commit'
  /** What it is, and what was expected; one clause. */
  readonly reason: string
  /** What to do instead. */
  readonly hint: string
}

/** Events that only people who may write cause, or whose head GitHub names. Anybody can comment, or ask for a `pull_request_target`. */
const EVENTS = new Set([
  'push',
  'pull_request',
  'merge_group',
  'workflow_dispatch',
  'repository_dispatch',
  'schedule',
  'workflow_run',
  'release',
])

const COMMAND = 'A maintainer who has read the commit comments "/slipway train" with its full SHA'

/**
 * Whether code may start on this machine, or why not: on one of the team's own, only what somebody who may write to the
 * repository put there. Pure; a hosted machine is thrown away, and so starts everything.
 *
 * @param checkedOut the commit in the workspace; undefined where it cannot be told, which is refused
 */
export function judgeStart(
  job: Pick<JobContext, 'event' | 'repository' | 'sha' | 'headRepository' | 'selfHosted' | 'training'>,
  checkedOut: CheckedOut | undefined,
): Refusal | undefined {
  if (!job.selfHosted) return undefined
  if (job.headRepository !== undefined && job.headRepository !== job.repository)
    return {
      code: 'fork',
      reason: `the code of this ${job.event} comes from ${job.headRepository ?? 'a repository that is gone'}; expected ${job.repository}`,
      hint: `${COMMAND}, or the job runs on a hosted machine`,
    }
  if (!EVENTS.has(job.event))
    return {
      code: 'event',
      reason: `the event is ${job.event}, which somebody without rights can cause; expected one of ${[...EVENTS].join(', ')}`,
      hint: `${COMMAND}; the workflow of that command dispatches the training`,
    }
  return judgeCommit(job, checkedOut)
}

/** A ref or an input of the checkout step can bring in any commit, a fork's among them: GitHub has them all in one place. */
function judgeCommit(
  { sha, training }: Pick<JobContext, 'sha' | 'training'>,
  checkedOut: CheckedOut | undefined,
): Refusal | undefined {
  const found = checkedOut === undefined ? 'no commit that Git can tell' : `commit ${checkedOut.oid}`
  if (training) {
    if (checkedOut?.oid === training.merge && checkedOut.parents[1] === training.commit) return undefined
    return {
      code: 'commit',
      reason: `the workspace holds ${found}; expected ${training.merge}, the merge of ${training.commit}`,
      hint: 'Leave the checkout as slipway-train.yml has it, and start it by "/slipway train"',
    }
  }
  if (checkedOut?.oid === sha) return undefined
  return {
    code: 'commit',
    reason: `the workspace holds ${found}; expected ${sha}, which this run is for`,
    hint: 'Check out without `ref` and `repository`, and start the workflow on the branch that is meant',
  }
}
