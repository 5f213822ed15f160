import { type Digest, digestOf, type Output } from '@slipway/core'
import { Store } from '../store.ts'
import { treeOf } from '../tree-of.ts'
import { MemoryBackend } from './memory-backend.ts'

export interface FilledStore {
  readonly backend: MemoryBackend
  readonly store: Store
  /** The tree of all its files. */
  readonly output: Output
  oidOf(path: string): Digest
}

/** Files for a test: small ones, two of the same content, one that is streamed. */
export const SAMPLE_FILES: Readonly<Record<string, Uint8Array>> = {
  'a/one': Buffer.from('one'),
  'a/two': Buffer.from('two'),
  'a/copy': Buffer.from('one'),
  big: Buffer.alloc((2 << 20) + 1, 'big'),
}

/** A store in memory that holds a tree of these files. */
export async function fillStore(
  files: Readonly<Record<string, Uint8Array>> = SAMPLE_FILES,
): Promise<FilledStore> {
  const backend = new MemoryBackend('source')
  const store = new Store(backend)
  for (const content of Object.values(files)) await store.writeBytes(content)
  const bundle = treeOf(
    Object.entries(files).map(([path, content]) => ({
      path,
      kind: 'file' as const,
      oid: digestOf(content),
      bytes: content.length,
    })),
  )
  await store.writeTree(bundle)
  return {
    backend,
    store,
    output: { kind: 'tree', oid: bundle.root, bytes: bundle.bytes },
    oidOf: (path) => digestOf(files[path] ?? ''),
  }
}
