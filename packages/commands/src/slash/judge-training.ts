import type { SlashCommand } from './parse-slash.ts'

/** What GitHub says about a comment's author and pull request, when the comment is answered. */
export interface TrainingFacts {
  readonly command: SlashCommand
  /** `admin`, `write`, `read` or `none`, as GitHub's API says it. */
  readonly permission: string
  /** Undefined where the comment stands at an issue. */
  readonly pull:
    | {
        readonly number: number
        readonly state: 'open' | 'closed'
        readonly headSha: string
        readonly mergeCommit: string | null
      }
    | undefined
  /** Parents of the merge commit; empty where there is none. */
  readonly mergeParents: readonly string[]
}

export type TrainingAnswer =
  | { readonly start: { readonly pull: number; readonly commit: string; readonly merge: string } }
  /** Markdown, for the reply. */
  | { readonly refused: string }

const MAY_TRAIN = new Set(['admin', 'write'])

/**
 * Whether the commit that a comment names is trained, or why not. It must be the head of the pull request, named in full: what was
 * pushed after a maintainer looked has another name, and is not trained. Pure.
 */
export function judgeTraining(facts: TrainingFacts): TrainingAnswer {
  const { command, permission, pull, mergeParents } = facts
  if (!MAY_TRAIN.has(permission))
    return { refused: 'Nothing was started: only people who may write to this repository start a training.' }
  if (command.kind !== 'train')
    return { refused: 'Nothing was started: the one command is `/slipway train <full SHA of the commit>`.' }
  if (!pull) return { refused: 'Nothing was started: this is no pull request.' }
  if (pull.state === 'closed') return { refused: 'Nothing was started: the pull request is closed.' }
  const line = `\`/slipway train ${pull.headSha}\``
  if (command.commit === null)
    return {
      refused: `Nothing was started: which commit? Name the one that you have read, in full, so that nothing pushed later is trained. The head is now ${pull.headSha}: ${line}`,
    }
  if (command.commit !== pull.headSha)
    return {
      refused: `Nothing was started: ${command.commit} is not the head of this pull request. The head is now ${pull.headSha}; read what came in, then say ${line}`,
    }
  if (pull.mergeCommit === null || mergeParents[1] !== pull.headSha)
    return {
      refused: `Nothing was started: GitHub has no merge of ${pull.headSha} with the base. Resolve conflicts, if there are any, or say ${line} again in a minute.`,
    }
  return { start: { pull: pull.number, commit: pull.headSha, merge: pull.mergeCommit } }
}
