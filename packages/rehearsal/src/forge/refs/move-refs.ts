import { type RefUpdate, writeRefs } from '../git/refs.ts'
import type { Pusher } from '../state/actor.ts'
import type { ForgeState } from '../state/forge-state.ts'
import type { ForgeRepository } from '../state/repository.ts'
import { followPush } from './follow-push.ts'

/**
 * Moves refs and does all that follows a push. The caller holds the ref lock.
 * @returns false, and nothing was moved, when one of them was not where it was expected to be
 */
export async function moveRefs(
  forge: ForgeState,
  repository: ForgeRepository,
  updates: readonly RefUpdate[],
  by: Pusher,
): Promise<boolean> {
  const before = repository.refs
  if (!(await writeRefs(repository.git, updates))) return false
  await followPush(forge, repository, before, by)
  return true
}
