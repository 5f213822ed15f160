import { TRAIN_WORKFLOW } from '@slipway/core'
import {
  commitInfo,
  dispatchWorkflow,
  type GitHub,
  getPullRequest,
  permissionOf,
  replyTo,
} from '@slipway/github'
import { judgeTraining } from './judge-training.ts'
import { parseSlash } from './parse-slash.ts'

export interface AskedBy {
  readonly body: string
  readonly author: string
  readonly number: number
  readonly isPullRequest: boolean
}

export interface CommentAnswer {
  readonly started: boolean
  /** What was replied, Markdown; null where the comment is no command. */
  readonly reply: string | null
}

/**
 * Does what a comment asks, and replies. The commit is dispatched by name together with its merge, so that the training runs this one
 * whatever is pushed meanwhile.
 *
 * @param place the branch whose workflow file trains, and the server that the reply links to
 */
export async function answerComment(
  github: GitHub,
  comment: AskedBy,
  place: { readonly defaultBranch: string; readonly serverUrl: string },
): Promise<CommentAnswer> {
  const command = parseSlash(comment.body)
  if (command.kind === 'none') return { started: false, reply: null }
  const permission = await permissionOf(github, comment.author)
  const pull = comment.isPullRequest ? await getPullRequest(github, comment.number) : undefined
  const merge = pull?.state === 'open' ? pull.mergeCommit : null
  const mergeParents = merge ? (await commitInfo(github, merge)).parents : []
  const answer = judgeTraining({ command, permission, pull, mergeParents })
  if ('refused' in answer) {
    await replyTo(github, comment.number, answer.refused)
    return { started: false, reply: answer.refused }
  }
  const { start } = answer
  const { runId } = await dispatchWorkflow(github, {
    workflow: TRAIN_WORKFLOW.slice(TRAIN_WORKFLOW.lastIndexOf('/') + 1),
    ref: place.defaultBranch,
    inputs: { pull: String(start.pull), commit: start.commit, merge: start.merge },
  })
  const runs = `${place.serverUrl}/${github.repository}/actions/runs`
  const where = runId === undefined ? '' : ` in [run ${runId}](${runs}/${runId})`
  const reply = `Training ${start.commit}${where}, for ${comment.author}. What is pushed from now on is not part of it.`
  await replyTo(github, comment.number, reply)
  return { started: true, reply }
}
