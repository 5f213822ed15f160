import type { TreeFile } from '@slipway/core'
import { type Amount, atATime, type Transferred, transfer } from '@slipway/store'
import type { OpenWorkspace } from './open-workspace.ts'

/** Files on their way at a time: most of the time of a small one is waiting for the store. */
const AT_A_TIME = 16

/** Copies the content of these files from the shared store into this machine's, each object once. */
export async function fetchFiles(
  files: readonly TreeFile[],
  { local, remote }: OpenWorkspace,
  signal: AbortSignal,
  progress?: (bytes: number) => void,
): Promise<Transferred> {
  const [moved, present] = [new Count(), new Count()]
  const objects = new Map(files.map((file) => [file.oid, file])).values()
  await atATime(AT_A_TIME, objects, async ({ kind, oid, bytes }) => {
    const amounts = await transfer({ kind, oid, bytes }, remote ? [remote] : [], local, progress, signal)
    moved.add(amounts.moved)
    present.add(amounts.present)
  })
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
