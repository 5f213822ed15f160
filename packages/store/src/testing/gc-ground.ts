import { type Digest, digestOf, formatPackEnd, treePath } from '@slipway/core'
import { collectGarbage, type GcOptions } from '../gc/collect-garbage.ts'
import type { GcRoot } from '../gc/reach.ts'
import { spareListed } from '../gc/spare.ts'
import { Store } from '../store.ts'
import { blobPath } from '../store-path.ts'
import { treeOf } from '../tree-of.ts'
import { MemoryBackend } from './memory-backend.ts'

export const DAY = 24 * 3600 * 1000

/** A store with a clock that a test moves, and what is done to it. */
export class GcGround {
  day = 0
  readonly backend = new MemoryBackend('store', () => this.day * DAY)
  readonly store = new Store(this.backend)

  /** As a push does: what is listed to go and needed is written again; blobs, alone or in a pack, before their tree. */
  async push(texts: readonly string[], form: 'alone' | 'packed' = 'alone'): Promise<Digest> {
    // Another process, that knows nothing of what is here.
    const store = new Store(this.backend)
    const blobs = texts.map((text) => ({ text, oid: digestOf(text), bytes: Buffer.byteLength(text) }))
    const bundle = treeOf(blobs.map((blob) => ({ ...blob, path: `f/${blob.oid}`, kind: 'file' as const })))
    await spareListed(store, bundle.root, blobs, this.day * DAY)
    const lacking: typeof blobs = []
    for (const blob of blobs) if (!(await store.hasBlob(blob.oid, blob.bytes))) lacking.push(blob)
    if (form === 'packed' && lacking.length > 0) {
      const pack = Buffer.from(lacking.map(({ text }) => text).join('') + formatPackEnd(lacking))
      await store.writePack(digestOf(pack), pack, lacking)
    } else for (const { oid, bytes, text } of lacking) await store.writeBlob(oid, bytes, Buffer.from(text))
    await store.writeTree(bundle)
    return bundle.root
  }

  collect(roots: readonly GcRoot[], options: Partial<GcOptions> = {}, store = this.store) {
    const now = new Date(this.day * DAY)
    return collectGarbage(store, roots, {
      apply: true,
      graceMs: 45 * DAY,
      keepRunsMs: 90 * DAY,
      now,
      ...options,
    })
  }

  paths(): string[] {
    return [...this.backend.objects.keys()].filter((path) => /^[otxk]\//.test(path)).sort()
  }

  /** Trees that promise what is not there. */
  async broken(): Promise<string[]> {
    const broken: string[] = []
    for (const path of this.paths().filter((each) => each.startsWith('t/'))) {
      const oid = `sha256:${path.slice(5)}` as Digest
      if (!(await new Store(this.backend).hasOutput({ kind: 'tree', oid, bytes: 0 }))) broken.push(path)
    }
    return broken
  }
}

export const pointer = (digest: Digest): GcRoot => ({ reason: 'pointer', of: 'output', digest })
export const needed = (root: Digest, ...texts: readonly string[]) => [
  treePath(root),
  ...texts.map((text) => blobPath(digestOf(text))),
]
