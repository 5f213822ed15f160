import {
  canonicalJson,
  type Digest,
  type Domain,
  digestOf,
  formatLook,
  formatRunRecord,
  formatVerdict,
  type Look,
  lookPath,
  looksPrefix,
  parseDigest,
  parseLook,
  parseRunRecord,
  parseVerdict,
  type RunRecord,
  runKey,
  runPath,
  runPrefix,
  type Verdict,
} from '@slipway/core'
import { atATime } from './at-a-time.ts'
import type { Backend } from './backend.ts'
import { storeError } from './error.ts'
import { GuardedBackend } from './guarded-backend.ts'
import { readText } from './read-whole.ts'
import { verdictPath, verdictPrefix } from './store-path.ts'

export interface StoredRecord {
  readonly record: RunRecord
  /** Digest of its bytes: its identity. */
  readonly digest: Digest
}

/** A record with the domain in which it was found. */
export interface FoundRun extends StoredRecord {
  readonly domain: Domain
}

export interface StoredVerdict {
  readonly verdict: Verdict
  readonly digest: Digest
}

const RUN = /^runs\/[^/]+\/[0-9a-f]{2}\/([0-9a-f]{64})\/([1-9][0-9]*)(\.revoked)?$/
const ATTEMPT = /^([1-9][0-9]*)(\.revoked)?$/

/** The records of a store: runs by domain, key and attempt, verdicts, and the ledger of looks. */
export class RecordStore {
  readonly backend: Backend

  constructor(backend: Backend) {
    this.backend = new GuardedBackend(backend)
  }

  get url(): string {
    return this.backend.url
  }

  /** Attempts of a key that are not revoked, ascending. */
  async attempts(domain: Domain, key: Digest): Promise<readonly number[]> {
    const { made, revoked } = await this.#attempts(domain, key)
    return [...made].filter((attempt) => !revoked.has(attempt)).sort((a, b) => a - b)
  }

  /** The number that the next attempt takes; revoked attempts keep theirs. */
  async nextAttempt(domain: Domain, key: Digest): Promise<number> {
    const { made, revoked } = await this.#attempts(domain, key)
    return Math.max(0, ...made, ...revoked) + 1
  }

  /** @throws store/object-missing, store/record-corrupt */
  async readRecord(domain: Domain, key: Digest, attempt: number): Promise<StoredRecord> {
    const path = runPath(domain, key, attempt)
    const text = await readText(this.backend.read(path))
    const record = this.#parse(path, () => parseRunRecord(text, `run record "${path}"`))
    const problem =
      record.key !== key || runKey(record.key_preimage) !== key
        ? `it is of key ${runKey(record.key_preimage)}; expected ${key}`
        : record.attempt !== attempt
          ? `it is of attempt ${record.attempt}; expected ${attempt}`
          : canonicalJson(record) !== text
            ? 'it is no canonical JSON'
            : undefined
    if (problem !== undefined) throw this.#corrupt(path, problem)
    return { record, digest: digestOf(text) }
  }

  /**
   * Publishes a run, whose outputs must be in the store already. The first writer of an attempt wins; whoever comes
   * later gets the winner's record.
   * @param domain where it is published, which need not be where it ran
   * @throws store/record-corrupt when the record's key is not that of its preimage
   */
  async putRecord(domain: Domain, record: RunRecord): Promise<StoredRecord & { created: boolean }> {
    const path = runPath(domain, record.key, record.attempt)
    if (runKey(record.key_preimage) !== record.key)
      throw this.#corrupt(path, `its preimage has key ${runKey(record.key_preimage)}; expected ${record.key}`)
    const text = formatRunRecord(record)
    if ((await this.backend.putIfAbsent(path, Buffer.from(text))) === 'created')
      return { record, digest: digestOf(text), created: true }
    return { ...(await this.readRecord(domain, record.key, record.attempt)), created: false }
  }

  /** The lowest attempt that is not revoked, in the first of the domains that has one. */
  async findRun(domains: readonly Domain[], key: Digest): Promise<FoundRun | undefined> {
    for (const domain of domains) {
      const [head] = await this.attempts(domain, key)
      if (head !== undefined) return { ...(await this.readRecord(domain, key, head)), domain }
    }
    return undefined
  }

  /** Every run that is recorded in a domain and not revoked; of a domain with many, many requests. @throws store/record-corrupt */
  async *runs(domain: Domain): AsyncGenerator<StoredRecord> {
    const found = new Map<string, { readonly key: Digest; readonly attempt: number }>()
    const revoked: string[] = []
    for await (const { path } of this.backend.list(`runs/${domain}/`)) {
      const [, hex, attempt, mark] = RUN.exec(path) ?? []
      if (hex === undefined) continue
      if (mark === undefined) found.set(path, { key: parseDigest(`sha256:${hex}`), attempt: Number(attempt) })
      else revoked.push(path.slice(0, -mark.length))
    }
    for (const path of revoked) found.delete(path)
    for (const { key, attempt } of found.values()) yield await this.readRecord(domain, key, attempt)
  }

  async putVerdict(verdict: Verdict): Promise<Digest> {
    const text = formatVerdict(verdict)
    const digest = digestOf(text)
    await this.backend.putIfAbsent(verdictPath(verdict, digest), Buffer.from(text))
    return digest
  }

  /**
   * All verdicts on one evaluation of a model, by digest.
   * @param evaluation its run key, or the model's digest where nothing was run
   * @throws store/record-corrupt
   */
  async verdicts(model: string, evaluation: Digest): Promise<readonly StoredVerdict[]> {
    const found: StoredVerdict[] = []
    for await (const { path } of this.backend.list(verdictPrefix(model, evaluation)))
      found.push(await this.readVerdict(path))
    return found.sort((a, b) => (a.digest < b.digest ? -1 : 1))
  }

  /** The verdict at a path that was listed. @throws store/object-missing, store/record-corrupt */
  async readVerdict(path: string): Promise<StoredVerdict> {
    const text = await readText(this.backend.read(path))
    const verdict = this.#parse(path, () => parseVerdict(text, `verdict "${path}"`))
    const digest = digestOf(text)
    if (verdictPath(verdict, digest) !== path)
      throw this.#corrupt(path, `it belongs at "${verdictPath(verdict, digest)}"`)
    return { verdict, digest }
  }

  /**
   * A model's ledger, from its first entry on.
   * @throws store/record-corrupt, also where an entry is missing: a ledger with gaps counts too little
   */
  async looks(model: string): Promise<readonly Look[]> {
    const paths: string[] = []
    for await (const { path } of this.backend.list(looksPrefix(model))) paths.push(path)
    const looks: Look[] = []
    await atATime(this.backend.concurrency ?? 1, paths.sort().entries(), async ([at, path]) => {
      looks[at] = await this.#readLook(path, model, at + 1)
    })
    return looks
  }

  async #readLook(path: string, model: string, seq: number): Promise<Look> {
    if (path !== lookPath(model, seq)) throw this.#corrupt(path, `entry ${seq} of the ledger is missing`)
    const text = await readText(this.backend.read(path))
    const look = this.#parse(path, () => parseLook(text, `look "${path}"`))
    if (look.model === model && look.seq === seq) return look
    throw this.#corrupt(path, `it is entry ${look.seq} of "${look.model}"`)
  }

  /** Adds an entry; false where its place is taken. */
  async putLook(look: Look): Promise<boolean> {
    const text = formatLook(look)
    return (await this.backend.putIfAbsent(lookPath(look.model, look.seq), Buffer.from(text))) === 'created'
  }

  async #attempts(domain: Domain, key: Digest): Promise<{ made: Set<number>; revoked: Set<number> }> {
    const prefix = runPrefix(domain, key)
    const made = new Set<number>()
    const revoked = new Set<number>()
    for await (const { path } of this.backend.list(prefix)) {
      const [, attempt, mark] = ATTEMPT.exec(path.slice(prefix.length)) ?? []
      if (attempt !== undefined) (mark === undefined ? made : revoked).add(Number(attempt))
    }
    return { made, revoked }
  }

  #parse<T>(path: string, parse: () => T): T {
    try {
      return parse()
    } catch (cause) {
      throw this.#corrupt(path, (cause as Error).message, cause)
    }
  }

  #corrupt(path: string, problem: string, cause?: unknown): Error {
    return storeError('store/record-corrupt', `Cannot use record "${path}" in "${this.url}": ${problem}`, {
      hint: 'Somebody changed it by hand, or wrote it there; delete it, and the run is made again',
      cause,
    })
  }
}
