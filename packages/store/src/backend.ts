import { statSync } from 'node:fs'
import type { Digest } from '@slipway/core'

/** Bytes to store: themselves, a file on this machine to copy or to move, or a stream of known length. */
export type Content =
  | Uint8Array
  | {
      readonly file: string
      readonly move?: boolean
      /** Of a file to move: the digest of the bytes that whoever wrote it wrote. */
      readonly named?: Digest
    }
  | { readonly chunks: AsyncIterable<Uint8Array>; readonly bytes: number }

/** How long the content is. */
export function sizeOf(content: Content): number {
  if (content instanceof Uint8Array) return content.length
  return 'file' in content ? statSync(content.file).size : content.bytes
}

export interface ByteRange {
  readonly start: number
  /** The first byte that is not wanted. */
  readonly end: number
}

export interface ListedObject {
  readonly path: string
  readonly bytes: number
  readonly modifiedMs: number
}

/**
 * One place to keep objects under paths. Every write is all or nothing, and a blob (`o/…`) whose bytes do not have the
 * digest that its path names is refused. Paths: docs/formats/store.md. Each backend passes testing/backend-contract.ts.
 */
export interface Backend {
  /** For people and messages; without credentials. */
  readonly url: string
  /** How many operations pay off at a time, as over a network; one after the other where it is not said. */
  readonly concurrency?: number
  /** Bytes of the object; undefined when there is none. */
  size(path: string): Promise<number | undefined>
  /** @throws store/object-missing, store/read-failed */
  read(path: string, range?: ByteRange): AsyncIterable<Uint8Array>
  /** Of many writers of one path exactly one creates it. @throws store/object-corrupt, store/write-failed */
  putIfAbsent(path: string, content: Content): Promise<'created' | 'exists'>
  /** Writes over what is there: for hints, and to repair an object. @throws store/object-corrupt, store/write-failed */
  put(path: string, content: Content): Promise<void>
  /** Everything whose path starts with the prefix, in no order. */
  list(prefix: string): AsyncIterable<ListedObject>
  /** Removes the object; one that is not there is removed already. */
  delete(path: string): Promise<void>
  /** When the object was last written, by the store's clock, where that costs less than a list; undefined when there is none. */
  modified?(path: string): Promise<number | undefined>
  /** Shows that there is the right to write, and leaves nothing: where a probe could not be deleted again. */
  tryWriting?(): Promise<void>
  /** The object's own file on this machine, where it has one: a copy of it can share its blocks. */
  localFile?(path: string): string
  /** Where the unfinished content of an object can grow, over a crash if need be, until it is moved into place. */
  partialFile?(path: string): string
}
