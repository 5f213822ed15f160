import { type Output, type TreeBundle, type TreeFile, walkTree } from '@slipway/core'
import { treeOf } from './tree-of.ts'

/** Some of the files of a tree, as a tree of its own. */
export interface TreePart {
  readonly output: Output
  readonly bundle: TreeBundle
  readonly list: readonly TreeFile[]
}

/** The part of a tree that these paths name: files, and folders with all that is below them. What is not in the tree names nothing. */
export function partOfTree(bundle: TreeBundle, paths: Iterable<string>): TreePart {
  const named = new Set(paths)
  const list = [...walkTree(bundle)].filter(({ path }) => isWithin(path, named))
  const { root, trees, bytes } = treeOf(list)
  return { output: { kind: 'tree', oid: root, bytes }, bundle: { root, trees }, list }
}

/** Whether the path or a folder above it is one of them. */
function isWithin(path: string, folders: ReadonlySet<string>): boolean {
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1))
    if (folders.has(path.slice(0, end))) return true
  return false
}
