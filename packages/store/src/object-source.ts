import type { Digest, TreeBundle } from '@slipway/core'

export interface FileOptions {
  readonly executable?: boolean
}

/** Where verified objects come from: a store, or several behind each other. */
export interface ObjectSource {
  /** @throws store/object-missing, store/object-corrupt */
  readBytes(oid: Digest): Promise<Uint8Array>
  /** Writes the blob to a file, which appears only once it is whole and verified. */
  readToFile(oid: Digest, target: string, options?: FileOptions): Promise<void>
  readTree(root: Digest): Promise<TreeBundle>
}
