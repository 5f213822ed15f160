import type { CacheEntry } from '../state/artifact.ts'
import type { ForgeState } from '../state/forge-state.ts'
import type { BlobStore } from './blob-store.ts'
import type { RuntimeIdentity } from './runtime-token.ts'
import { TwirpError, type TwirpRequest, textOf } from './twirp.ts'

const READ = 1
const WRITE = 2

interface PendingEntry extends Pick<CacheEntry, 'id' | 'key' | 'version' | 'scope'> {
  readonly repositoryId: number
}

/** `github.actions.results.api.v1.CacheService`: entries are written once, and found by key, prefix and scope. */
export class CacheService {
  readonly #forge: ForgeState
  readonly #blobs: BlobStore
  readonly #pending: PendingEntry[] = []

  constructor(forge: ForgeState, blobs: BlobStore) {
    this.#forge = forge
    this.#blobs = blobs
  }

  CreateCacheEntry(request: TwirpRequest, who: RuntimeIdentity) {
    const scope = who.caches.find((one) => one.Permission & WRITE)?.Scope
    if (scope === undefined)
      return { ok: false, message: 'cache write denied: token has no writable scopes', signed_upload_url: '' }
    const key = textOf(request, 'key')
    const version = textOf(request, 'version')
    const same = (entry: Pick<CacheEntry, 'key' | 'version' | 'scope'>) =>
      entry.key === key && entry.version === version && entry.scope === scope
    if (this.#entries(who).some(same))
      throw new TwirpError(
        409,
        'already_exists',
        'cache entry with the same key, version, and scope already exists',
      )
    const pending = { id: this.#forge.nextId(), key, version, scope, repositoryId: who.repositoryId }
    this.#pending.push(pending)
    const target = { kind: 'blob', id: String(pending.id), verb: 'w' as const }
    return { ok: true, signed_upload_url: this.#forge.signer.sign(target, 'cache') }
  }

  FinalizeCacheEntryUpload(request: TwirpRequest, who: RuntimeIdentity) {
    const key = textOf(request, 'key')
    const version = textOf(request, 'version')
    const scope = who.caches.find((one) => one.Permission & WRITE)?.Scope
    const at = this.#pending.findLastIndex(
      (entry) =>
        entry.key === key &&
        entry.version === version &&
        entry.scope === scope &&
        entry.repositoryId === who.repositoryId,
    )
    const pending = this.#pending[at]
    const blob = pending && this.#blobs.find(String(pending.id))
    if (!pending || !blob) throw new TwirpError(404, 'not_found', 'nothing was uploaded')
    if (Number(textOf(request, 'size_bytes')) !== blob.sizeBytes)
      throw new TwirpError(400, 'invalid_argument', `the size is ${blob.sizeBytes}`)
    this.#pending.splice(at, 1)
    this.#blobs.freeze(String(pending.id))
    const time = this.#forge.time()
    this.#repository(who).caches.set(pending.id, {
      id: pending.id,
      key,
      version,
      scope: pending.scope,
      sizeBytes: blob.sizeBytes,
      file: this.#blobs.path(String(pending.id)),
      createdAt: time,
      lastUsedAt: time,
    })
    return { ok: true, entry_id: String(pending.id) }
  }

  GetCacheEntryDownloadURL(request: TwirpRequest, who: RuntimeIdentity) {
    const restoreKeys = (request.restore_keys ?? []) as readonly string[]
    const entry = this.#find(who, [textOf(request, 'key'), ...restoreKeys], textOf(request, 'version'))
    if (!entry) return { ok: false, signed_download_url: '', matched_key: '' }
    entry.lastUsedAt = this.#forge.time()
    const target = { kind: 'blob', id: String(entry.id), verb: 'r' as const }
    return { ok: true, signed_download_url: this.#forge.signer.sign(target, 'cache'), matched_key: entry.key }
  }

  /** Scope by scope; in each, key by key: the same key first, then the newest that begins with it. */
  #find(who: RuntimeIdentity, keys: readonly string[], version: string): CacheEntry | undefined {
    const newestFirst = [...this.#entries(who)].reverse()
    for (const scope of who.caches) {
      if (!(scope.Permission & READ)) continue
      const there = newestFirst.filter((entry) => entry.scope === scope.Scope && entry.version === version)
      for (const key of keys) {
        const entry =
          there.find((candidate) => candidate.key === key) ??
          there.find((candidate) => candidate.key.startsWith(key))
        if (entry) return entry
      }
    }
    return undefined
  }

  #entries(who: RuntimeIdentity): readonly CacheEntry[] {
    return [...this.#repository(who).caches.values()]
  }

  #repository(who: RuntimeIdentity) {
    const repository = this.#forge.repositoryById(who.repositoryId)
    if (repository) return repository
    throw new TwirpError(404, 'not_found', 'the repository is not there')
  }
}
