import type { ForgeRepository } from '../state/repository.ts'
import { type GitCommit, readLog } from './commits.ts'

/** Reads commits so that replies and payloads can show them; those that were read before are not read again. */
export async function rememberCommits(
  repository: ForgeRepository,
  oids: readonly string[],
): Promise<readonly GitCommit[]> {
  const missing = [...new Set(oids)].filter((oid) => !repository.knownCommits.has(oid))
  if (missing.length > 0)
    for (const commit of await readLog(repository.git, ['--no-walk=unsorted', ...missing]))
      repository.knownCommits.set(commit.oid, commit)
  return oids.flatMap((oid) => repository.knownCommits.get(oid) ?? [])
}
