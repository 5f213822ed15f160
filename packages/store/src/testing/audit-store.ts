import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { digestOf, parseDigest, parseTreeBundle, walkTree } from '@slipway/core'
import { blobPath, promisedDigest } from '../store-path.ts'
import { filesBelow } from './temporary-folder.ts'

/**
 * Looks at a directory store from outside: every blob has the digest of its name, every tree can be read, and with
 * `complete` every blob that a tree names is there. Gives what is wrong.
 */
export function auditStore(root: string, options: { complete?: boolean } = {}): string[] {
  const wrong: string[] = []
  for (const path of existsSync(root) ? filesBelow(root) : []) {
    const content = readFileSync(join(root, path))
    const promised = promisedDigest(path)
    if (promised !== undefined && digestOf(content) !== promised) wrong.push(`${path}: other content`)
    else if (path.startsWith('o/') && promised === undefined) wrong.push(`${path}: no blob`)
    if (!path.startsWith('t/')) continue
    const oid = parseDigest(`sha256:${path.split('/').at(-1)}`)
    for (const file of walkTree(parseTreeBundle(content.toString('utf8'), oid))) {
      if (options.complete && !existsSync(join(root, blobPath(file.oid))))
        wrong.push(`${path}: no ${file.path}`)
    }
  }
  return wrong
}
