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

/** Order of digests as texts, which is that of their bytes. */
export function compareDigests(a: Digest, b: Digest): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The first 7 hexadecimal digits, for people. */
export function shortOf(digest: Digest): string {
  return hexOf(digest).slice(0, 7)
}
