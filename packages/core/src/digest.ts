import { hash } from 'node:crypto'
import { coreError } from './error.ts'

/** The one identity of content in Slipway: `sha256:` and 64 lower-case hexadecimal digits. */
export type Digest = `sha256:${string}`

const PATTERN = /^sha256:[0-9a-f]{64}$/

/** Digest of bytes, or of a string's UTF-8. */
export function digestOf(content: Uint8Array | string): Digest {
  return `sha256:${hash('sha256', content, 'hex')}`
}

export function isDigest(text: unknown): text is Digest {
  return typeof text === 'string' && PATTERN.test(text)
}

/** @throws core/digest-invalid */
export function parseDigest(text: string): Digest {
  if (isDigest(text)) return text
  throw coreError(
    'core/digest-invalid',
    `Cannot read digest "${text.slice(0, 100)}": expected "sha256:" and 64 hexadecimal digits`,
  )
}

/** The 64 hexadecimal digits, as they stand in store paths. */
export function hexOf(digest: Digest): string {
  return digest.slice('sha256:'.length)
}

const NIBBLE = new Uint8Array(256).fill(0xff)
for (let value = 0; value < 16; value++) NIBBLE['0123456789abcdef'.charCodeAt(value)] = value

/**
 * Reads 64 hexadecimal digits, as texts of many digests are read fastest.
 * @param into its first 32 bytes become the digest's
 * @returns false where there are other characters
 */
export function readHex(text: Uint8Array, at: number, into: Uint8Array): boolean {
  let strange = 0
  for (let byte = 0; byte < 32; byte++) {
    const high = NIBBLE[text[at + 2 * byte] ?? 0] ?? 0xff
    const low = NIBBLE[text[at + 2 * byte + 1] ?? 0] ?? 0xff
    strange |= high | low
    into[byte] = (high << 4) | low
  }
  return strange < 16
}

/** Order of digests as texts, which is that of their bytes. */
export function compareDigests(a: Digest, b: Digest): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The first 7 hexadecimal digits, for people. */
export function shortOf(digest: Digest): string {
  return hexOf(digest).slice(0, 7)
}
