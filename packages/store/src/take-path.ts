import { join } from 'node:path'
import type { Output, TreeFile } from '@slipway/core'
import { isExecutable } from './file-state.ts'
import { listFiles, targetKind } from './list-folders.ts'
import type { Store } from './store.ts'
import { treeOf } from './tree-of.ts'

/**
 * Copies a file or folder into a store, without a memory of what was read before.
 * @param path absolute
 * @throws store/target-missing, store/file-unstorable, store/file-changed, store/write-failed
 */
export async function takePath(path: string, store: Store): Promise<Output> {
  const take = async (name: string): Promise<TreeFile> => {
    const { oid, bytes, stats } = await store.writeFile(name === '' ? path : join(path, name))
    return { path: name, kind: isExecutable(stats) ? 'executable' : 'file', oid, bytes }
  }
  if (targetKind(path) === 'file') {
    const { kind, oid, bytes } = await take('')
    return { kind, oid, bytes }
  }
  const files: TreeFile[] = []
  for (const name of listFiles(path)) files.push(await take(name))
  const { root, trees, bytes } = treeOf(files)
  await store.writeTree({ root, trees })
  return { kind: 'tree', oid: root, bytes }
}
