import { type Digest, digestOf, isDigest, readHex } from './digest.ts'
import { coreError } from './error.ts'
import { decimalLength, readDecimal } from './read-decimal.ts'

const HEADER = Buffer.from('slipway-tree 1\n')
const NEXT = Buffer.from('\nslipway-tree 1\n')
/** Where the fields of a line stand: the digits after the kind and "sha256:", the size after them. */
const [OID_AT, HEX_AT, BYTES_AT] = [2, 9, 74]
const [TREE, FILE, EXECUTABLE, SPACE, LF] = [0x74, 0x66, 0x78, 0x20, 0x0a]

/**
 * Goes over the files of a bundle without making anything of each: a million are gone over in half a second. Every text is
 * compared with the digest that its parent names; of the lines only kind, digest and size are looked at.
 * @param each gets 32 bytes, which the next call writes over, and the size; of equal folders the files once
 * @throws core/tree-invalid
 */
export function scanTreeBundle(
  text: Uint8Array,
  root: Digest,
  each: (digest: Uint8Array, bytes: number) => void,
): void {
  const bundle = Buffer.from(text.buffer, text.byteOffset, text.byteLength)
  const bad = (found: string) => coreError('core/tree-invalid', `Cannot read tree ${root}: ${found}`)
  const seen = new Set<Digest>()
  const waiting: Digest[] = [root]
  let start = 0
  for (let oid = waiting.pop(); oid !== undefined; oid = waiting.pop()) {
    if (seen.has(oid)) continue
    seen.add(oid)
    if (start === bundle.length) throw bad(`sub-tree ${oid} is missing`)
    const next = bundle.indexOf(NEXT, start)
    const part = bundle.subarray(start, next < 0 ? bundle.length : next + 1)
    const found = digestOf(part)
    if (found !== oid) throw bad(`a part has digest ${found}; expected ${oid}`)
    const below = scanTree(part, each)
    if (!below) throw bad(`a line of ${oid} is not as in docs/formats/tree.md`)
    for (const each of below.reverse()) waiting.push(each)
    start += part.length
  }
  if (start !== bundle.length) throw bad(`${bundle.length - start} bytes are left over`)
}

const digest = new Uint8Array(32)

/** @returns the sub-trees; undefined where a line is none */
function scanTree(part: Buffer, each: (digest: Uint8Array, bytes: number) => void): Digest[] | undefined {
  if (!part.subarray(0, HEADER.length).equals(HEADER)) return undefined
  const below: Digest[] = []
  for (let at = HEADER.length, end = 0; at < part.length; at = end + 1) {
    end = part.indexOf(LF, at + BYTES_AT)
    const bytes = readDecimal(part, at + BYTES_AT)
    const isSpaced = part[at + 1] === SPACE && part[at + BYTES_AT - 1] === SPACE
    if (end < 0 || bytes < 0 || !isSpaced || !readHex(part, at + HEX_AT, digest)) return undefined
    const nameAt = at + BYTES_AT + decimalLength(bytes) + 1
    if (nameAt >= end || part[nameAt - 1] !== SPACE) return undefined
    const kind = part[at]
    if (kind === FILE || kind === EXECUTABLE) each(digest, bytes)
    else if (kind !== TREE) return undefined
    else {
      const oid = part.toString('latin1', at + OID_AT, at + BYTES_AT - 1)
      if (!isDigest(oid)) return undefined
      below.push(oid)
    }
  }
  return below
}
