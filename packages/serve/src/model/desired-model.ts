import { canonicalJson, type Digest, digestOf, type Golden } from '@slipway/core'
import type { ByteSource } from './byte-source.ts'

/** One version of one model, as it should be served. */
export interface DesiredModel {
  readonly name: string
  readonly version: string
  readonly digest: Digest
  /** The stage that it holds, for people; "" where there is none. */
  readonly stage: string
  /** Requests and answers that it must reproduce before it serves. */
  readonly golden: readonly Golden[]
  /** Asked in this order; the first that gives bytes of the digest is believed. */
  readonly sources: readonly ByteSource[]
}

/** A model of which it cannot be said now what should be served: what serves goes on. */
export interface UnsettledModel {
  readonly name: string
  readonly problem: string
}

/** What should be served: at most one version of each model. */
export interface DesiredState {
  readonly models: readonly DesiredModel[]
  readonly unsettled: readonly UnsettledModel[]
}

/** Says what should be served; asked again and again. */
export interface DesiredSource {
  /** For the log: the file, or the stage. */
  readonly describe: string
  read(signal: AbortSignal): Promise<DesiredState>
}

/** Two with the same identity are served by the same process. */
export function identityOf(model: DesiredModel): Digest {
  const { digest, version, stage, golden } = model
  return digestOf(canonicalJson({ digest, version, stage, golden }))
}
