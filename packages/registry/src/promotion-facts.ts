import type { Claims, Digest, KeyPreimage, RunRecord, SignOff, Verdict } from '@slipway/core'
import type { Bump } from './next-version.ts'
import type { Registry } from './registry.ts'

/** What one run claims, after GitHub vouched for it. @see docs/formats/claims.md */
export interface Evidence {
  readonly claims: Claims
  readonly records: ReadonlyMap<Digest, RunRecord>
  readonly artifactId: number
  readonly headSha: string
  readonly pullRequest: number | null
  /** The merged tree's keys, where the runs that are known are this evidence's records. */
  readonly keys: TreeKeys
  /** The event that started the run, as GitHub says. */
  readonly event: string
}

/** An artifact that was found and not believed. */
export interface Disbelieved {
  readonly runId: number
  readonly pullRequest: number | null
  /** Why, in one sentence. */
  readonly reason: string
}

/** A stage's key, computed from a commit's tree. */
export interface StageKey {
  readonly stage: string
  readonly key: Digest
  readonly preimage: KeyPreimage
}

/** The model's work in a tree. */
export interface TreeKeys {
  /** The model's stages in the order of their work, as far as their keys can be known: up to the first that nobody ran. */
  readonly stages: readonly StageKey[]
  /** Key of the stage that makes the model; null where it depends on a run that is not known. */
  readonly run: Digest | null
  /** Key of the stage that judges it: null as above, undefined where the model has none. */
  readonly evaluation: Digest | null | undefined
}

/** A verdict that the report wrote when the pull request was reviewed. */
export interface ReviewedVerdict {
  readonly digest: Digest
  readonly verdict: Pick<Verdict, 'outcome' | 'gate' | 'challenger' | 'champion'>
}

/** A release that GitHub holds. */
export interface ReleaseFact {
  readonly id: number
  readonly tag: string
  readonly draft: boolean
  /** Digest of the model that it is about, from its own marker; null where it has none. */
  readonly model: Digest | null
}

/** Everything that a promotion is decided on. */
export interface PromotionFacts {
  readonly model: string
  readonly registry: Registry
  /** The merged commit on the default branch. */
  readonly commit: string
  readonly tree: string
  /** Its keys, where the runs that are known are those of the default branch. */
  readonly keys: TreeKeys
  /** The same of the commit before; null where that had no such model. */
  readonly before: Pick<TreeKeys, 'stages'> | null
  /** Commits that the default branch gained since the evidence was made, as far as known, oldest first. */
  readonly since: readonly { readonly commit: string; readonly paths: readonly string[] }[]
  readonly evidence: readonly Evidence[]
  readonly disbelieved: readonly Disbelieved[]
  readonly reviewed: readonly ReviewedVerdict[]
  /** The gate's digest in the commit before the merge (null: the model is new) and in the merged one. */
  readonly gate: { readonly before: Digest | null; readonly after: Digest }
  /** The stage whose holder is the champion, and that holder; its `model` is null where its tag names no digest. */
  readonly stage: string
  readonly champion: { readonly version: string; readonly model: Digest | null } | null
  /** What is raised in the next version; `minor` without. */
  readonly bump?: Bump | undefined
  readonly acceptance: SignOff | null
  readonly releases: readonly ReleaseFact[]
}
