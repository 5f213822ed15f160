import { type Digest, digestOf, packPath } from '@slipway/core'
import type { Backend } from './backend.ts'
import type { PackedBlob } from './blob-table.ts'
import { isLacking } from './lacking.ts'
import { readSized } from './read-whole.ts'

/** A stretch of a pack that one read brings, and the wanted blobs within it, in their order. */
export interface PackRun {
  readonly pack: Digest
  readonly start: number
  readonly end: number
  readonly blobs: readonly WantedBlob[]
}

export interface WantedBlob {
  readonly oid: Digest
  readonly blob: PackedBlob
}

/** A blob that came out of a pack; without bytes where what lies there is not the blob. */
export interface UnpackedBlob {
  readonly oid: Digest
  readonly bytes: Uint8Array | undefined
}

/** To skip this much costs about as much as to ask once more. */
const GAP_BYTES = 1 << 17
const RUN_BYTES = 8 << 20
const MOST_RUNS = 16

/** How many runs to read at a time: they are in memory as a whole. */
export function runsAtATime(...backends: readonly Backend[]): number {
  return Math.min(MOST_RUNS, Math.max(1, ...backends.map(({ concurrency }) => concurrency ?? 1)))
}

/** Puts neighbours together: few reads, of little that nobody wants. Packs come in the order in which they are first wanted. */
export function planPackRuns(wanted: Iterable<WantedBlob>): readonly PackRun[] {
  const packs = new Map<Digest, WantedBlob[]>()
  for (const each of wanted) {
    const beside = packs.get(each.blob.pack)
    if (beside) beside.push(each)
    else packs.set(each.blob.pack, [each])
  }
  const runs: (PackRun & { end: number; readonly blobs: WantedBlob[] })[] = []
  for (const [pack, blobs] of packs) {
    for (const each of blobs.sort((a, b) => a.blob.start - b.blob.start)) {
      const { start, bytes } = each.blob
      const run = runs.at(-1)
      if (run?.pack === pack && start - run.end <= GAP_BYTES && start + bytes - run.start <= RUN_BYTES) {
        run.blobs.push(each)
        run.end = Math.max(run.end, start + bytes)
      } else runs.push({ pack, start, end: start + bytes, blobs: [each] })
    }
  }
  return runs
}

/** Reads a run and compares each blob in it with its digest. */
export async function readPackRun(backend: Backend, run: PackRun): Promise<readonly UnpackedBlob[]> {
  const content = await readStretch(backend, run)
  return run.blobs.map(({ oid, blob }) => {
    const bytes = content.subarray(blob.start - run.start, blob.start - run.start + blob.bytes)
    return { oid, bytes: digestOf(bytes) === oid ? bytes : undefined }
  })
}

async function readStretch(backend: Backend, { pack, start, end }: PackRun): Promise<Uint8Array> {
  try {
    return start === end
      ? new Uint8Array()
      : await readSized(backend.read(packPath(pack), { start, end }), end - start)
  } catch (error) {
    if (isLacking(error)) return new Uint8Array()
    throw error
  }
}
