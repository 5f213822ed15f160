import type { TreeFile } from '@slipway/core'
import { type Amount, type Transferred, transfer } from '@slipway/store'
import type { OpenWorkspace } from './open-workspace.ts'

/** Files on their way at a time: most of the time of a small one is waiting for the store. */
const LANES = 16

/** Copies the content of these files from the shared store into this machine's, each object once. */
export async function fetchFiles(
  files: readonly TreeFile[],
  { local, remote }: OpenWorkspace,
  signal: AbortSignal,
  progress?: (bytes: number) => void,
): Promise<Transferred> {
  const [moved, present] = [new Count(), new Count()]
  const objects = [...new Map(files.map((file) => [file.oid, file])).values()]
  let next = 0
  const lane = async () => {
    for (let file = objects[next++]; file; file = objects[next++]) {
      const { kind, oid, bytes } = file
      try {
        const amounts = await transfer({ kind, oid, bytes }, remote ? [remote] : [], local, progress, signal)
        moved.add(amounts.moved)
        present.add(amounts.present)
      } catch (error) {
        // The others end with what they have begun.
        next = objects.length
        throw error
      }
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: LANES }, lane))
  for (const end of ended) if (end.status === 'rejected') throw end.reason
  return { moved, present }
}

class Count implements Amount {
  objects = 0
  bytes = 0

  add({ objects, bytes }: Amount): void {
    this.objects += objects
    this.bytes += bytes
  }
}
