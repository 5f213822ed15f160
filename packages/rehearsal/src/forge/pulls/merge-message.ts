import type { GitCommit } from '../git/commits.ts'
import type { PullRequest } from '../state/issue.ts'

/** What a merge asks to be written instead of GitHub's own words. */
export interface MergeWords {
  readonly title: string | undefined
  readonly message: string | undefined
}

/** Message of a merge commit. */
export function mergeMessage(pull: PullRequest, words: MergeWords): string {
  const owner = pull.head.repository.owner.login
  const title = words.title ?? `Merge pull request #${pull.number} from ${owner}/${pull.head.ref}`
  return compose(title, words.message ?? pull.title)
}

/**
 * Message of a squashed commit: the title with the number; of a single commit its own title and text, of more a list
 * of their messages; then everybody else who wrote one of them.
 * @param commits oldest first
 */
export function squashMessage(pull: PullRequest, commits: readonly GitCommit[], words: MergeWords): string {
  const [first] = commits
  const single = commits.length === 1 && first ? splitMessage(first.message) : undefined
  const title = words.title ?? `${single ? single.subject : pull.title} (#${pull.number})`
  const list = commits.map((commit) => `* ${commit.message}`).join('\n\n')
  const text = words.message ?? (single ? single.body : list)
  const others = commits
    .filter((commit) => commit.author.email !== pull.author.email)
    .map((commit) => `Co-authored-by: ${commit.author.name} <${commit.author.email}>`)
  const trailers = [...new Set(others)].filter((line) => !text.includes(line)).join('\n')
  return compose(title, [text, trailers].filter((part) => part !== '').join('\n\n'))
}

function splitMessage(message: string): { subject: string; body: string } {
  const [subject = '', ...rest] = message.split('\n')
  return { subject, body: rest.join('\n').trim() }
}

function compose(title: string, text: string): string {
  return text === '' ? `${title}\n` : `${title}\n\n${text}\n`
}
