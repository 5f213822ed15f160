import { createHash } from 'node:crypto'
import { canonicalJson, type GitFile } from '@slipway/core'
import type { SourceTree } from '../plan-input.ts'

/** Git's own id of a blob, so that keys in tests are those of a real repository. */
export function blobId(text: string): string {
  return createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex')
}

/** A source tree made of texts by path. */
export class FakeTree implements SourceTree {
  readonly untracked: readonly string[]
  readonly #files: ReadonlyMap<string, GitFile & { readonly text: string }>
  /** How often each file was read. */
  readonly reads = new Map<string, number>()

  constructor(files: Readonly<Record<string, string>>, untracked: readonly string[] = []) {
    this.untracked = untracked
    this.#files = new Map(
      Object.entries(files).map(([path, text]) => [path, { mode: '100644', oid: blobId(text), path, text }]),
    )
  }

  get oid(): string {
    return blobId(canonicalJson([...this.#files.values()].map(({ path, oid }) => [path, oid])))
  }

  file(path: string): GitFile | undefined {
    return this.#files.get(path)
  }

  under(folder: string): readonly GitFile[] {
    return [...this.#files.values()]
      .filter(({ path }) => path.startsWith(`${folder}/`))
      .map(({ mode, oid, path }) => ({ mode, oid, path: path.slice(folder.length + 1) }))
  }

  paths(): Iterable<string> {
    return this.#files.keys()
  }

  async readText(path: string): Promise<string | undefined> {
    this.reads.set(path, (this.reads.get(path) ?? 0) + 1)
    return this.#files.get(path)?.text
  }
}
