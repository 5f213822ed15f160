import { type Digest, type Output, walkTree } from '@slipway/core'
import { atATime } from './at-a-time.ts'
import { isLacking } from './lacking.ts'
import { Pacer } from './pacer.ts'
import type { Store } from './store.ts'

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

/** Looks whether a store holds an output whole, and names everything that it does not. */
export async function verifyOutput(
  store: Store,
  output: Output,
  options: VerifyOptions,
): Promise<Verification> {
  const pacer = new Pacer(options.signal)
  const problems: (ObjectProblem & { readonly at: number })[] = []
  const seen = new Set<Digest>()
  let bytes = 0
  const check = async (path: string, oid: Digest, expected: number) => {
    if (seen.has(oid)) return
    seen.add(oid)
    const at = seen.size
    await pacer.pace()
    const problem = await blobProblem(store, oid, expected, options.deep)
    if (problem) problems.push({ path, oid, problem, at })
    bytes += expected
    options.progress?.(expected)
  }
  if (output.kind !== 'tree') await check('', output.oid, output.bytes)
  else {
    try {
      const bundle = await store.readTree(output.oid)
      seen.add(output.oid)
      await atATime(store.backend.concurrency ?? 1, walkTree(bundle), (file) =>
        check(file.path, file.oid, file.bytes),
      )
    } catch (error) {
      if (!isLacking(error)) throw error
      problems.push({ path: '', oid: output.oid, problem: problemOf(error.code), at: 0 })
    }
  }
  const inOrder = problems.sort((a, b) => a.at - b.at).map(({ at: _, ...problem }) => problem)
  return { objects: seen.size, bytes, problems: inOrder }
}

async function blobProblem(
  store: Store,
  oid: Digest,
  expected: number,
  deep: boolean,
): Promise<ObjectProblem['problem'] | undefined> {
  const size = await store.blobSize(oid)
  if (size === undefined) return 'missing'
  if (size !== expected) return 'corrupt'
  if (!deep) return undefined
  try {
    for await (const _ of store.readChunks(oid)) {
      // Reading to the end is the check.
    }
    return undefined
  } catch (error) {
    if (!isLacking(error)) throw error
    return problemOf(error.code)
  }
}

const problemOf = (code: string) => (code === 'store/object-corrupt' ? 'corrupt' : 'missing')
