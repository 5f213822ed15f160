import { atATime } from '../at-a-time.ts'
import type { Backend, ListedObject } from '../backend.ts'
import { Pacer } from '../pacer.ts'
import type { Amount } from '../way.ts'

/** What makes a promise goes before what it promises: whatever ends a sweep, no record, tree or hint names what is gone. */
const ORDER = ['ckpt/', 'runs/', 't/', 'x/', 'k/', 'o/']

export interface SweepOptions {
  readonly progress?: ((objects: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Deletes objects, folder by folder. Each folder is listed once more before: what was written again since it was planned
 * has a reader, and stays.
 */
export async function sweep(
  backend: Backend,
  due: readonly ListedObject[],
  { progress, signal }: SweepOptions = {},
): Promise<Amount> {
  const pacer = new Pacer(signal)
  let [objects, bytes] = [0, 0]
  for (const top of ORDER) {
    for (const [folder, planned] of byFolder(due.filter(({ path }) => path.startsWith(top)))) {
      const still: ListedObject[] = []
      for await (const { path, modifiedMs } of backend.list(folder)) {
        const object = planned.get(path)
        if (object && object.modifiedMs === modifiedMs) still.push(object)
      }
      await atATime(backend.concurrency ?? 1, still, async (object) => {
        await pacer.pace()
        await backend.delete(object.path)
        objects++
        bytes += object.bytes
        progress?.(1)
      })
    }
  }
  return { objects, bytes }
}

function byFolder(due: readonly ListedObject[]): ReadonlyMap<string, ReadonlyMap<string, ListedObject>> {
  const folders = new Map<string, Map<string, ListedObject>>()
  for (const object of due) {
    const folder = object.path.slice(0, object.path.lastIndexOf('/') + 1)
    const known = folders.get(folder) ?? new Map<string, ListedObject>()
    known.set(object.path, object)
    folders.set(folder, known)
  }
  return folders
}
