import { canonicalJson, type Json } from './canonical-json.ts'
import { type Digest, digestOf, hexOf } from './digest.ts'

/**
 * Identity of one dependency: a stored object's digest, or what Git calls it. For Git it is `git:` and, for a file,
 * `<mode>:<blob id>`; for a directory, the digest of its listing (see docs/formats/run-key.md).
 */
export type DepId = Digest | `git:${string}`

/** Everything that a stage's result may depend on: content, never a commit, a clock or a host. */
export interface KeyPreimage {
  readonly schema: 'slipway.run-key/v1'
  readonly cmd: readonly string[]
  readonly wdir: string
  readonly deps: Readonly<Record<string, DepId>>
  readonly params: Readonly<Record<string, Json>>
  readonly env: Readonly<Record<string, string>>
  /** Paths of outputs, metrics and plots, sorted. */
  readonly outs: readonly string[]
  /** The rule that may end the stage early, with the files that it goes by; absent without one. */
  readonly stop?: {
    readonly metric: string
    readonly direction: 'higher' | 'lower'
    readonly patience: number
    readonly min_delta: number
    readonly by: 'signal' | 'file'
    readonly live: readonly string[]
  }
  /** What was tried, by run key, and what decides between them; absent without a sweep. */
  readonly sweep?: {
    readonly variants: Readonly<Record<string, Digest>>
    readonly metric: string
    readonly direction: 'higher' | 'lower'
    readonly to: string
    readonly predictions: string | null
  }
}

/** The run key: equal keys, equal work. */
export function runKey(preimage: KeyPreimage): Digest {
  return digestOf(canonicalJson(preimage))
}

/** One line of a Git directory listing: mode, object id and path below the directory. */
export interface GitFile {
  readonly mode: string
  readonly oid: string
  readonly path: string
}

/** Identity of a Git directory: digest of its files' `<mode> <blob id> <path>\0`, sorted by path bytes. */
export function gitDirectoryId(files: readonly GitFile[]): DepId {
  const sorted = [...files].sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)))
  return `git:${digestOf(sorted.map((file) => `${file.mode} ${file.oid} ${file.path}\0`).join(''))}`
}

export function gitFileId(file: Pick<GitFile, 'mode' | 'oid'>): DepId {
  return `git:${file.mode}:${file.oid}`
}

/**
 * Identity of the code that judges: the evaluate stage's preimage without the inputs that are not in Git, for data and models
 * are not code. @see docs/formats/verdict.md
 */
export function evaluationCode(preimage: KeyPreimage): Digest {
  const deps = Object.entries(preimage.deps).filter(([, id]) => id.startsWith('git:'))
  return digestOf(canonicalJson({ ...preimage, deps: Object.fromEntries(deps) }))
}

/** Where an attempt's record lies in a store. Attempts count from 1. */
export function runPath(domain: string, key: Digest, attempt: number): string {
  return `${runPrefix(domain, key)}${attempt}`
}

export function runPrefix(domain: string, key: Digest): string {
  return `runs/${domain}/${hexOf(key).slice(0, 2)}/${hexOf(key)}/`
}
