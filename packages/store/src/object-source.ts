import type { Digest, TreeBundle } from '@slipway/core'
import type { ByteRange } from './backend.ts'

export interface FileOptions {
  readonly executable?: boolean
  /** Make the file a second name of a large object of this machine's own store, read-only, where that can be. */
  readonly link?: boolean
}

/** Bytes inside a file of this machine. */
export interface FileStretch {
  readonly file: string
  readonly start: number
}

/** Where objects come from, verified unless it says otherwise: a store, or several behind each other. */
export interface ObjectSource {
  /** @throws store/object-missing, store/object-corrupt */
  readBytes(oid: Digest): Promise<Uint8Array>
  /** A piece of a blob. No digest covers a piece: it may describe data, and neither decide nor be put anywhere. */
  readRange(oid: Digest, range: ByteRange): Promise<Uint8Array>
  /** Writes the blob to a file, which appears only once it is whole and verified. */
  readToFile(oid: Digest, target: string, options?: FileOptions): Promise<void>
  readTree(root: Digest): Promise<TreeBundle>
  /** Where a blob should lie in a file of this machine: whoever reads it there has to compare it with its digest. */
  locate?(oid: Digest, bytes: number): Promise<FileStretch | undefined>
}
