import { resolveCommit } from '../git/commits.ts'
import type { ForgeRepository } from '../state/repository.ts'

/** The commit that a branch, tag, ref or (shortened) commit id names, or undefined. */
export async function resolveRevision(
  repository: ForgeRepository,
  text: string,
): Promise<string | undefined> {
  if (text === 'HEAD') return repository.head
  for (const name of [`refs/heads/${text}`, `refs/tags/${text}`, `refs/${text}`, text]) {
    const ref = repository.refs.get(name)
    if (ref) return resolveCommit(repository.git, ref.commit)
  }
  return /^[0-9a-f]{4,40}$/i.test(text) ? resolveCommit(repository.git, text) : undefined
}
