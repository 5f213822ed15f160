import { emitEvent } from '../events/emit.ts'
import { pushEvent, type RefMove } from '../events/push-event.ts'
import { rememberCommits } from '../git/known-commits.ts'
import type { RefTable } from '../git/refs.ts'
import { followBranches } from '../pulls/follow-branches.ts'
import type { Pusher } from '../state/actor.ts'
import type { ForgeState } from '../state/forge-state.ts'
import type { ForgeRepository } from '../state/repository.ts'

/** GitHub makes no events for a push of more tags than this. */
const TAGS_WITH_EVENTS = 3

/** What happens after refs moved: `push` events, then pull requests whose head or base moved. */
export async function followPush(
  forge: ForgeState,
  repository: ForgeRepository,
  before: RefTable,
  by: Pusher,
): Promise<void> {
  const moves = movesBetween(before, await repository.reloadRefs())
  if (moves.length === 0) return
  repository.pushedAt = forge.time()
  // Events of runs name the default branch's head without asking Git.
  if (repository.head !== undefined) await rememberCommits(repository, [repository.head])
  const tags = moves.filter((move) => move.ref.startsWith('refs/tags/'))
  for (const move of moves) {
    if (move.to === null || (tags.length > TAGS_WITH_EVENTS && tags.includes(move))) continue
    emitEvent(forge, await pushEvent(forge, repository, { ...move, to: move.to }, by.account), by.actor)
  }
  await followBranches(
    forge,
    repository,
    moves.filter((move) => move.ref.startsWith('refs/heads/')),
    by,
  )
}

/** Branches and tags that differ between two tables. */
function movesBetween(before: RefTable, after: RefTable): readonly RefMove[] {
  const names = new Set([...before.keys(), ...after.keys()])
  return [...names]
    .filter((ref) => /^refs\/(heads|tags)\//.test(ref))
    .map((ref) => ({ ref, from: before.get(ref)?.oid ?? null, to: after.get(ref)?.oid ?? null }))
    .filter((move) => move.from !== move.to)
}
