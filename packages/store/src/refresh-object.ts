import { SlipwayError } from '@slipway/core'
import type { Backend, Content } from './backend.ts'

/** Half of the shortest grace that a collection of a shared store takes: docs/formats/gc.md. */
const OLD_MS = 18 * 24 * 3600 * 1000

/**
 * For an object that a writer found where it would have written it: one that is old is written again, so that a collection
 * which has it on its list finds it young, and leaves it. A credential that writes over nothing leaves it as it is.
 * @param content its bytes, asked for only where they are needed
 * @returns true where it was written again
 * @throws store/write-failed, store/object-corrupt
 */
export async function refreshObject(
  backend: Backend,
  path: string,
  content: () => Content | Promise<Content>,
  nowMs: number = Date.now(),
): Promise<boolean> {
  const modifiedMs = await modifiedOf(backend, path)
  if (modifiedMs === undefined || nowMs - modifiedMs < OLD_MS) return false
  try {
    await backend.put(path, await content())
    return true
  } catch (error) {
    if (error instanceof SlipwayError && error.code === 'store/access-denied') return false
    throw error
  }
}

async function modifiedOf(backend: Backend, path: string): Promise<number | undefined> {
  if (backend.modified) return backend.modified(path)
  for await (const object of backend.list(path)) if (object.path === path) return object.modifiedMs
  return undefined
}
