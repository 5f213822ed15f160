import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rulesOf } from '../checks/rules-of.ts'
import { LOCKED_REFS } from '../git/init-repository.ts'
import type { ForgeRepository } from '../state/repository.ts'

/** The refs that nobody may move: tags of immutable releases, and branches that move by pull requests only. */
export function lockedRefs(repository: ForgeRepository): readonly string[] {
  const tags = [...repository.releases.values()]
    .filter((release) => release.immutable && !release.draft)
    .map((release) => `refs/tags/${release.tag}`)
  const branches = [...repository.refs.keys()].filter(
    (ref) =>
      ref.startsWith('refs/heads/') &&
      rulesOf(repository, ref.slice('refs/heads/'.length)).some((rule) => rule.requirePullRequest),
  )
  return [...tags, ...branches]
}

/** Writes the list that the repository's update hook reads. */
export async function writeLockedRefs(repository: ForgeRepository): Promise<void> {
  const file = join(repository.git.path, LOCKED_REFS)
  await writeFile(
    `${file}.new`,
    lockedRefs(repository)
      .map((ref) => `${ref}\n`)
      .join(''),
  )
  await rename(`${file}.new`, file)
}
