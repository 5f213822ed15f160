import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  type Digest,
  type Domain,
  digestOf,
  formatRunRecord,
  hexOf,
  type Output,
  parseRunRecord,
  parseVerdict,
  type RunRecord,
  runPath,
  type Verdict,
} from '@slipway/core'

/** The store's directory, read as whoever may list it reads it. */
export class StoreFolder {
  readonly path: string

  constructor(path: string) {
    this.path = path
  }

  get url(): string {
    return pathToFileURL(this.path).href
  }

  /** All run records with their domain. */
  records(): readonly { readonly domain: string; readonly record: RunRecord; readonly file: string }[] {
    return this.#files('runs')
      .filter((path) => /\/\d+$/.test(path))
      .map((path) => ({
        domain: path.split('/')[1] ?? '',
        record: parseRunRecord(readFileSync(join(this.path, path), 'utf8'), path),
        file: join(this.path, path),
      }))
  }

  /** Stages that a GitHub run executed, as its records say. */
  executedBy(runId: number): readonly string[] {
    const digests = new Map(
      this.records()
        .filter(({ record }) => record.producer?.run_id === runId)
        .map(({ record }) => [record.key, record.stage]),
    )
    return [...digests.values()].sort()
  }

  verdicts(): readonly Verdict[] {
    return this.#files('verdicts').map((path) =>
      parseVerdict(readFileSync(join(this.path, path), 'utf8'), path),
    )
  }

  /** File of a blob. */
  objectFile(oid: Digest): string {
    const hex = hexOf(oid)
    return join(this.path, 'o', hex.slice(0, 2), hex)
  }

  /** Writes a blob, as whoever may write to the folder can. @returns its output in a record */
  plantObject(bytes: Uint8Array): Output {
    const oid = digestOf(bytes)
    mkdirSync(dirname(this.objectFile(oid)), { recursive: true })
    writeFileSync(this.objectFile(oid), bytes)
    return { kind: 'file', oid, bytes: bytes.length }
  }

  /** Writes a record where a run of its key in that domain would lie. @returns its file */
  plantRecord(domain: Domain, record: RunRecord): string {
    const file = join(this.path, runPath(domain, record.key, record.attempt))
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, formatRunRecord(record))
    return file
  }

  /** Every path in the store, sorted: what a write would change. */
  listing(): readonly string[] {
    return this.#files('').sort()
  }

  #files(folder: string): string[] {
    const root = join(this.path, folder)
    if (!existsSync(root)) return []
    return readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.path.length + 1))
  }
}
