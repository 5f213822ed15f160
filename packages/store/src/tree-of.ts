import {
  compareNames,
  type Digest,
  digestOf,
  formatTree,
  type Tree,
  type TreeBundle,
  type TreeEntry,
  type TreeFile,
} from '@slipway/core'

interface Folder {
  readonly files: TreeEntry[]
  readonly folders: Map<string, Folder>
}

const emptyFolder = (): Folder => ({ files: [], folders: new Map() })

/**
 * The tree of files with these paths; folders without a file do not exist in it.
 * @throws core/tree-unstorable for names that a tree cannot hold
 */
export function treeOf(files: Iterable<TreeFile>): TreeBundle & { readonly bytes: number } {
  const top = emptyFolder()
  for (const { path, kind, oid, bytes } of files) {
    const names = path.split('/')
    const name = names.pop() as string
    let folder = top
    for (const step of names) {
      const inner = folder.folders.get(step) ?? emptyFolder()
      folder.folders.set(step, inner)
      folder = inner
    }
    folder.files.push({ name, kind, oid, bytes })
  }
  const trees = new Map<Digest, Tree>()
  const close = (folder: Folder): { oid: Digest; bytes: number } => {
    const inner = [...folder.folders].map(
      ([name, below]): TreeEntry => ({ name, kind: 'tree', ...close(below) }),
    )
    const tree = [...folder.files, ...inner].sort((a, b) => compareNames(a.name, b.name))
    const oid = digestOf(formatTree(tree))
    trees.set(oid, tree)
    return { oid, bytes: tree.reduce((sum, entry) => sum + entry.bytes, 0) }
  }
  const { oid, bytes } = close(top)
  return { root: oid, trees, bytes }
}
