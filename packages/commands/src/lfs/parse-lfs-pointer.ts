import type { Digest } from '@slipway/core'

export interface LfsPointer {
  readonly oid: Digest
  readonly bytes: number
}

const EMPTY: LfsPointer = {
  oid: 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  bytes: 0,
}
const POINTER =
  /^version https:\/\/(?:git-lfs\.github\.com\/spec|hawser\.github\.com\/spec)\/v1\n(?:[a-z0-9.-]+ [^\n]*\n)*?oid (sha256:[0-9a-f]{64})\nsize (0|[1-9][0-9]{0,15})\n/

/**
 * Reads what Git holds for a file in LFS; undefined where the text is no pointer. An empty file is its own pointer.
 * @see https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
 */
export function tryParseLfsPointer(text: string): LfsPointer | undefined {
  if (text === '') return EMPTY
  if (text.length >= 1024) return undefined
  const [, oid, size] = POINTER.exec(text) ?? []
  return oid === undefined || size === undefined ? undefined : { oid: oid as Digest, bytes: Number(size) }
}
