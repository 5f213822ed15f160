import type { Digest, Tree, TreeBundle } from '@slipway/core'
import type { FolderRecord } from './folder-record.ts'

/** The trees of scanned folders, each made when it is asked for: all of them at once would be most of the memory. */
export class FolderTrees implements ReadonlyMap<Digest, Tree> {
  readonly #folders: ReadonlyMap<Digest, FolderRecord>

  constructor(folders: readonly FolderRecord[]) {
    this.#folders = new Map(folders.map((folder) => [folder.sum.oid, folder]))
  }

  get size(): number {
    return this.#folders.size
  }

  get(oid: Digest): Tree | undefined {
    return this.#folders.get(oid)?.toTree()
  }

  has(oid: Digest): boolean {
    return this.#folders.has(oid)
  }

  keys(): MapIterator<Digest> {
    return this.#folders.keys()
  }

  *values(): MapIterator<Tree> {
    for (const folder of this.#folders.values()) yield folder.toTree()
  }

  *entries(): MapIterator<[Digest, Tree]> {
    for (const [oid, folder] of this.#folders) yield [oid, folder.toTree()]
  }

  [Symbol.iterator](): MapIterator<[Digest, Tree]> {
    return this.entries()
  }

  forEach(each: (tree: Tree, oid: Digest, trees: ReadonlyMap<Digest, Tree>) => void): void {
    for (const [oid, tree] of this.entries()) each(tree, oid, this)
  }
}

/** A target with everything below it, from its folders. */
export function bundleOf(folders: readonly FolderRecord[], root: Digest): TreeBundle {
  return { root, trees: new FolderTrees(folders) }
}
