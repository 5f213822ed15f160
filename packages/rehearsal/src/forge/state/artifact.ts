/** A finished artifact of a run. */
export interface Artifact {
  readonly id: number
  readonly name: string
  readonly runId: number
  readonly runAttempt: number
  readonly mime: string
  readonly sizeBytes: number
  /** `sha256:…` of the bytes as they arrived. */
  readonly digest: string
  readonly createdAt: string
  readonly expiresAt: string
  readonly file: string
}

/** A finished cache entry. */
export interface CacheEntry {
  readonly id: number
  readonly key: string
  readonly version: string
  /** The ref that it was saved from. */
  readonly scope: string
  readonly sizeBytes: number
  readonly file: string
  readonly createdAt: string
  lastUsedAt: string
}
