import { createHash } from 'node:crypto'
import type { ListedFile } from './listing.ts'

interface Folder {
  readonly entries: { readonly key: string; readonly mode: string; readonly name: string; oid: string }[]
  readonly folders: Map<string, Folder>
}

const emptyFolder = (): Folder => ({ entries: [], folders: new Map() })

/**
 * The id of the tree that holds these files, as `git write-tree` would name it, without writing an object.
 * @param width hexadecimal digits of an object id: 40 for SHA-1, 64 for SHA-256
 */
export function treeOid(files: readonly ListedFile[], width: number): string {
  const root = emptyFolder()
  for (const file of files) {
    const names = file.rawPath.split('/')
    const name = names.pop() as string
    let folder = root
    for (const step of names) {
      const inner = folder.folders.get(step) ?? emptyFolder()
      folder.folders.set(step, inner)
      folder = inner
    }
    folder.entries.push({ key: name, mode: file.mode, name, oid: file.oid })
  }
  return hashFolder(root, width === 64 ? 'sha256' : 'sha1')
}

function hashFolder(folder: Folder, algorithm: 'sha1' | 'sha256'): string {
  const entries = [...folder.entries]
  for (const [name, inner] of folder.folders) {
    // Git sorts a folder as if its name ended with a slash, and prints no leading zero in its mode.
    entries.push({ key: `${name}/`, mode: '40000', name, oid: hashFolder(inner, algorithm) })
  }
  entries.sort((a, b) => (a.key < b.key ? -1 : 1))
  const body = Buffer.concat(
    entries.flatMap((entry) => [
      Buffer.from(`${entry.mode} ${entry.name}\0`, 'latin1'),
      Buffer.from(entry.oid, 'hex'),
    ]),
  )
  return createHash(algorithm).update(`tree ${body.length}\0`).update(body).digest('hex')
}
