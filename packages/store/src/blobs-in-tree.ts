import { type Digest, type PlacedPiece, scanTreeBundle } from '@slipway/core'

const DIGEST_BYTES = 32
const FIRST_ROOM = 1024

/**
 * The files of a tree, each content once for every folder that has it, in the order of the tree. They are kept in 40 bytes each,
 * and made into objects one by one.
 */
export function* blobsInTree(text: Uint8Array, root: Digest): Generator<PlacedPiece> {
  let [digests, sizes, count] = [Buffer.alloc(FIRST_ROOM * DIGEST_BYTES), new Float64Array(FIRST_ROOM), 0]
  scanTreeBundle(text, root, (digest, bytes) => {
    if (count === sizes.length) {
      digests = Buffer.concat([digests], digests.length * 2)
      const larger = new Float64Array(count * 2)
      larger.set(sizes)
      sizes = larger
    }
    digests.set(digest, count * DIGEST_BYTES)
    sizes[count++] = bytes
  })
  for (let at = 0; at < count; at++)
    yield {
      oid: `sha256:${digests.toString('hex', at * DIGEST_BYTES, (at + 1) * DIGEST_BYTES)}`,
      bytes: sizes[at] ?? 0,
    }
}
