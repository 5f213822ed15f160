import { createHash } from 'node:crypto'
import type { Digest } from '@slipway/core'
import { SMALL_BYTES } from '../hash-file.ts'
import { Dos2UnixMd5 } from './dos2unix-md5.ts'

/** What DVC calls a file's content, or a folder's list of files. */
export interface DvcName {
  /** 32 hexadecimal digits, and `.dir` where it is a folder. */
  readonly md5: string
  /** Of DVC 2: line ends of text do not count. */
  readonly dos2unix: boolean
}

const NAME = /^[0-9a-f]{32}(?:\.dir)?$/

export function isDvcMd5(text: string): boolean {
  return NAME.test(text)
}

export function isDvcFolder({ md5 }: Pick<DvcName, 'md5'>): boolean {
  return md5.endsWith('.dir')
}

/** Content that was read once, under both of its names. */
export interface ReadContent {
  /** Whether it is what the name promises. */
  readonly isNamed: boolean
  /** Its MD5 as it is. */
  readonly md5: string
  readonly oid: Digest
  readonly bytes: number
  /** Of a small one, the bytes themselves. */
  readonly content: Uint8Array | undefined
}

/**
 * Reads to the end, and tells whether the content is the one that DVC gave this name. An MD5 proves that it is what DVC
 * stored, not that nobody forged it; from here on the content goes by its SHA-256.
 * @param each told every chunk, before it is known what they are together
 */
export async function readNamed(
  chunks: AsyncIterable<Uint8Array>,
  name: DvcName,
  each?: (chunk: Uint8Array) => void,
): Promise<ReadContent> {
  const [plain, sha256] = [createHash('md5'), createHash('sha256')]
  const legacy = name.dos2unix ? new Dos2UnixMd5() : undefined
  const kept: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    plain.update(chunk)
    sha256.update(chunk)
    legacy?.update(chunk)
    bytes += chunk.length
    // A chunk may be filled again by whoever gave it.
    if (bytes <= SMALL_BYTES) kept.push(Uint8Array.from(chunk))
    each?.(chunk)
  }
  const md5 = plain.digest('hex')
  const wanted = name.md5.replace(/\.dir$/, '')
  return {
    isNamed: md5 === wanted || (legacy?.digests().includes(wanted) ?? false),
    md5,
    oid: `sha256:${sha256.digest('hex')}`,
    bytes,
    content: bytes <= SMALL_BYTES ? Buffer.concat(kept) : undefined,
  }
}
