import { type Digest, type Output, walkTree } from '@slipway/core'
import { atATime } from './at-a-time.ts'
import { isSound } from './is-sound.ts'
import { isLacking } from './lacking.ts'
import { Pacer } from './pacer.ts'
import { planPackRuns, readPackRun, runsAtATime, type WantedBlob } from './pack-runs.ts'
import type { Store } from './store.ts'
import { sumOf } from './sum-of.ts'

/** One object that a store does not have as it should. */
export interface ObjectProblem {
  /** Of the file below the output; empty for the output itself. */
  readonly path: string
  readonly oid: Digest
  readonly problem: 'missing' | 'corrupt'
}

export interface Verification {
  readonly objects: number
  readonly bytes: number
  readonly problems: readonly ObjectProblem[]
}

export interface VerifyOptions {
  /** Read and hash every object, not only look at its size. */
  readonly deep: boolean
  readonly progress?: ((bytes: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Looks whether a store holds an output whole, in whatever form, and names everything that it does not. A placement that is gone
 * is no problem of a tree, whose blobs can be found without it.
 */
export async function verifyOutput(
  store: Store,
  output: Output,
  options: VerifyOptions,
): Promise<Verification> {
  if (output.kind !== 'tree') return verifyFiles(store, [{ path: '', ...output }], options)
  try {
    const bundle = await store.readTree(output.oid)
    const { objects, ...rest } = await verifyFiles(store, walkTree(bundle), options)
    return { objects: objects + 1, ...rest }
  } catch (error) {
    if (!isLacking(error)) throw error
    return { objects: 0, bytes: 0, problems: [{ path: '', oid: output.oid, problem: problemOf(error.code) }] }
  }
}

interface CheckedFile {
  readonly path: string
  readonly oid: Digest
  readonly bytes: number
}

/** Each blob once, under the first path that has it. */
async function verifyFiles(
  store: Store,
  files: Iterable<CheckedFile>,
  { deep, progress, signal }: VerifyOptions,
): Promise<Verification> {
  const pacer = new Pacer(signal)
  const places = store.backend.concurrency ?? 1
  const distinct = new Map<Digest, CheckedFile>()
  for (const file of files) if (!distinct.has(file.oid)) distinct.set(file.oid, file)
  const found = new Map<Digest, ObjectProblem['problem']>()
  const read = deep ? await readPacked(store, distinct.values(), pacer, progress) : new Set<Digest>()
  await atATime(places, distinct.values(), async ({ oid, bytes }) => {
    if (read.has(oid)) return
    await pacer.pace()
    const problem = await blobProblem(store, oid, bytes, deep)
    if (problem) found.set(oid, problem)
    progress?.(bytes)
  })
  const problems: ObjectProblem[] = []
  for (const { path, oid } of distinct.values()) {
    const problem = found.get(oid)
    if (problem) problems.push({ path, oid, problem })
  }
  return { objects: distinct.size, bytes: sumOf(distinct.values()), problems }
}

/** Reads blobs out of their packs, many at a time. @returns those that were right there; the others may be so elsewhere */
async function readPacked(
  store: Store,
  files: Iterable<CheckedFile>,
  pacer: Pacer,
  progress: VerifyOptions['progress'],
): Promise<Set<Digest>> {
  const wanted: WantedBlob[] = []
  for (const { oid, bytes } of files) {
    const blob = await store.packs.locate(oid, bytes)
    if (blob) wanted.push({ oid, blob })
  }
  const right = new Set<Digest>()
  await atATime(runsAtATime(store.backend), planPackRuns(wanted), async (run) => {
    await pacer.pace()
    for (const { oid, bytes } of await readPackRun(store.backend, run)) {
      if (!bytes) continue
      right.add(oid)
      progress?.(bytes.length)
    }
  })
  return right
}

async function blobProblem(
  store: Store,
  oid: Digest,
  expected: number,
  deep: boolean,
): Promise<ObjectProblem['problem'] | undefined> {
  if (!(await store.hasBlob(oid, expected)))
    return (await store.blobSize(oid)) === undefined ? 'missing' : 'corrupt'
  return deep && !(await isSound(store, oid)) ? 'corrupt' : undefined
}

const problemOf = (code: string) => (code === 'store/object-corrupt' ? 'corrupt' : 'missing')
