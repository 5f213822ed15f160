import type { Digest, SignOff, Verdict } from '@slipway/core'

/** What is left to run for a commit that is not released. */
export type Candidate =
  /** Train this tree on the default branch, compare, wait for an approval. */
  | 'train'
  /** Compare again, against today's champion and gate; the bytes are there. */
  | 'compare'
  /** Ask a person to accept. */
  | 'accept'

export type UnreleasedCode =
  | 'not-run'
  | 'not-vouched'
  | 'fork'
  | 'not-reviewed'
  | 'other-champion'
  | 'gate-edited'
  | 'gate-moved'
  | 'verdict-differs'
  | 'cannot-tell'
  | 'first-release'

/** Where a version tag goes: the merged commit, or a commit of our own where that one has a version already. */
export type TagTarget =
  | { readonly kind: 'commit'; readonly commit: string }
  | { readonly kind: 'detached'; readonly parent: string; readonly tree: string }

/** One thing that moved between the tree that was judged and the merged one. */
export interface MovedInput {
  readonly stage: string
  readonly what: 'dep' | 'param' | 'env' | 'cmd' | 'wdir' | 'outs'
  /** Path, parameter or variable; empty for the rest. */
  readonly name: string
  /** The commit that moved it, where that is known. */
  readonly commit: string | undefined
}

/** Digests of what is released, all from vouched evidence. */
export interface Released {
  readonly model: Digest
  readonly run: { readonly key: Digest; readonly record: Digest }
  readonly evaluation: { readonly key: Digest; readonly record: Digest } | null
}

/** What a promotion does; each kind but `release` and `publish` writes nothing. */
export type PromotionPlan =
  | {
      readonly kind: 'release'
      readonly version: string
      readonly tag: string
      readonly target: TagTarget
      readonly released: Released
      /** The verdict that the release is bound to: computed again, with the sign-off where one was needed. */
      readonly verdict: Verdict
      readonly signoff: SignOff | null
      /** The artifact that holds records, predictions and golden answers. */
      readonly artifactId: number
      /** Our own draft of an earlier attempt, to go on with. */
      readonly draft: number | null
    }
  /** Tag and assets are there; only the draft is left to publish. */
  | { readonly kind: 'publish'; readonly version: string; readonly tag: string; readonly draft: number }
  | {
      readonly kind: 'nothing'
      readonly code: 'released' | 'taken-back' | 'unchanged' | 'untouched'
      readonly reason: string
      readonly version: string | null
    }
  | {
      readonly kind: 'unreleased'
      readonly code: UnreleasedCode
      readonly reason: string
      readonly candidate: Candidate
      readonly moved: readonly MovedInput[]
    }
  | { readonly kind: 'refused'; readonly code: 'worse' | 'cannot-tell'; readonly reason: string }
