import { digestOf, type Output, type TreeBundle } from '@slipway/core'
import type { Store } from '../store.ts'
import { treeOf } from '../tree-of.ts'

/** Contents of small files, each with another text. */
export function manyFiles(from: number, to: number): readonly Buffer[] {
  return Array.from({ length: to - from }, (_, i) => Buffer.from(`content of file ${from + i}\n`))
}

/** The tree of these files, named by their place in the list. */
export function treeOfMany(files: readonly Uint8Array[]): { bundle: TreeBundle; output: Output } {
  const bundle = treeOf(
    files.map((content, i) => ({
      path: `${Math.floor(i / 100)}/f${String(i).padStart(5, '0')}`,
      kind: 'file' as const,
      oid: digestOf(content),
      bytes: content.length,
    })),
  )
  return { bundle, output: { kind: 'tree', oid: bundle.root, bytes: bundle.bytes } }
}

/** Adds files to a store as `slipway data add` does: packed, with their tree. */
export async function addMany(store: Store, files: readonly Uint8Array[]): Promise<Output> {
  const packer = store.openPacker()
  for (const content of files) await packer.add(digestOf(content), content)
  await packer.finish()
  const { bundle, output } = treeOfMany(files)
  await store.writeTree(bundle)
  return output
}
