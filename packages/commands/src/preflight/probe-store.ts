import { randomBytes, randomUUID } from 'node:crypto'
import { digestOf, SlipwayError } from '@slipway/core'
import { type Backend, blobPath, type Store } from '@slipway/store'

/** What became of trying the store. Rates in bytes per second. */
export type StoreReading =
  | { readonly state: 'none' }
  | {
      readonly state: 'read'
      readonly url: string
      readonly upload: number
      readonly download: number
      /** How long the smallest request took. */
      readonly roundTripMs: number
    }
  | { readonly state: 'failed'; readonly url: string; readonly reason: string; readonly hint: string | null }

const PROBE_BYTES = 2 ** 20

/**
 * Writes one MiB beside the blobs, reads it back and deletes it, where that can be done: address, credentials, rights and a first idea of the rate.
 * What the store refuses is a reading, not an error.
 */
export async function probeStore(
  address: string | undefined,
  open: () => Promise<Pick<Store, 'backend'>> | undefined,
  clockMs: () => number,
): Promise<StoreReading> {
  try {
    const store = await open()
    return store ? await tryBackend(store.backend, clockMs) : { state: 'none' }
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error
    return storeFailure(address, error.message, error.hint)
  }
}

export function storeFailure(address: string | undefined, reason: string, hint?: string): StoreReading {
  return { state: 'failed', url: address ?? 'the store', reason, hint: hint ?? null }
}

async function tryBackend(backend: Backend, clockMs: () => number): Promise<StoreReading> {
  // Where a probe stays, it is the same each time, and written over itself.
  const stays = backend.tryWriting !== undefined
  const content = stays ? Buffer.alloc(PROBE_BYTES, 'probe\n') : randomBytes(PROBE_BYTES)
  const path = stays ? blobPath(digestOf(content)) : `o/doctor/${randomUUID()}`
  const [, roundTripMs] = await timed(() => backend.size(path), clockMs)
  const write = async () =>
    void (await (stays ? backend.put(path, content) : backend.putIfAbsent(path, content)))
  const [, uploadMs] = await timed(write, clockMs)
  try {
    const [same, downloadMs] = await timed(() => holds(backend, path, content), clockMs)
    const { url } = backend
    if (!same) return storeFailure(url, 'it gives other bytes than it was given')
    return { state: 'read', url, upload: rate(uploadMs), download: rate(downloadMs), roundTripMs }
  } finally {
    if (!stays) await backend.delete(path)
  }
}

const rate = (ms: number) => Math.round(PROBE_BYTES / (Math.max(ms, 0.1) / 1000))

async function timed<T>(work: () => Promise<T>, clockMs: () => number): Promise<readonly [T, number]> {
  const started = clockMs()
  return [await work(), clockMs() - started]
}

async function holds(backend: Backend, path: string, content: Buffer): Promise<boolean> {
  const chunks: Uint8Array[] = []
  for await (const chunk of backend.read(path)) chunks.push(chunk)
  return Buffer.concat(chunks).equals(content)
}
