import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Digest,
  digestOf,
  PACK_TRAILER_BYTES,
  parseDigest,
  parsePackIndex,
  parsePackTrailer,
  parsePlacement,
  parseTreeBundle,
  placementPath,
  walkTree,
} from '@slipway/core'
import { blobPath, promisedDigest } from '../store-path.ts'
import { filesBelow } from './temporary-folder.ts'

/**
 * Looks at a directory store from outside: every blob and pack has the digest of its name, every blob of a pack that of its
 * index, every tree can be read, and with `complete` every blob that a tree names is there. Gives what is wrong.
 */
export function auditStore(root: string, options: { complete?: boolean } = {}): string[] {
  const wrong: string[] = []
  const paths = existsSync(root) ? filesBelow(root) : []
  const packed = new Set<Digest>()
  for (const path of paths) {
    const content = readFileSync(join(root, path))
    const promised = promisedDigest(path)
    if (promised !== undefined && digestOf(content) !== promised) wrong.push(`${path}: other content`)
    else if (/^[ok]\//.test(path) && promised === undefined) wrong.push(`${path}: no blob or pack`)
    else if (path.startsWith('k/')) {
      for (const [oid, bytes] of blobsOf(content)) {
        packed.add(oid)
        if (digestOf(bytes) !== oid) wrong.push(`${path}: ${oid} is not there`)
      }
    }
  }
  for (const path of paths.filter((each) => each.startsWith('t/'))) {
    const oid = parseDigest(`sha256:${path.split('/').at(-1)}`)
    for (const file of walkTree(parseTreeBundle(readFileSync(join(root, path), 'utf8'), oid))) {
      if (options.complete && !packed.has(file.oid) && !liesIn(root, file.oid))
        wrong.push(`${path}: no ${file.path}`)
    }
  }
  return wrong
}

/** Whether a blob is there in an object of its own, or in parts. */
function liesIn(root: string, oid: Digest): boolean {
  if (existsSync(join(root, blobPath(oid)))) return true
  const placement = join(root, placementPath(oid))
  if (!existsSync(placement)) return false
  const { parts } = parsePlacement(readFileSync(placement, 'utf8'))
  const content = parts.map((part) => readFileSync(join(root, blobPath(part.oid))))
  return digestOf(Buffer.concat(content)) === oid
}

function* blobsOf(pack: Buffer): Generator<[Digest, Uint8Array]> {
  const trailerStart = pack.length - PACK_TRAILER_BYTES
  const length = parsePackTrailer(pack.toString('latin1', trailerStart))
  let start = 0
  for (const { oid, bytes } of parsePackIndex(
    pack.toString('latin1', trailerStart - length, trailerStart),
    pack.length,
  )) {
    yield [oid, pack.subarray(start, start + bytes)]
    start += bytes
  }
}
