const C1 = 0xcc9e2d51
const C2 = 0x1b873593

const rotate = (x: number, by: number) => (x << by) | (x >>> (32 - by))
const mixed = (k: number) => Math.imul(rotate(Math.imul(k, C1), 15), C2)

/**
 * MurmurHash3, x86, 32 bits: spreads texts evenly, and withstands nobody who wants two to meet.
 * @see Appleby 2011, https://github.com/aappleby/smhasher, MurmurHash3.cpp
 */
export function murmur3(bytes: Uint8Array, length: number, seed: number): number {
  let hash = seed
  let at = 0
  for (; at + 4 <= length; at += 4) {
    const block =
      byteAt(bytes, at) |
      (byteAt(bytes, at + 1) << 8) |
      (byteAt(bytes, at + 2) << 16) |
      (byteAt(bytes, at + 3) << 24)
    hash = (Math.imul(rotate(hash ^ mixed(block), 13), 5) + 0xe6546b64) | 0
  }
  let tail = 0
  for (let i = length - 1; i >= at; i--) tail = (tail << 8) | byteAt(bytes, i)
  hash ^= mixed(tail) ^ length
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

const byteAt = (bytes: Uint8Array, at: number) => bytes[at] ?? 0
