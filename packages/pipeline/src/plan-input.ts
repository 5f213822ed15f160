import type { Digest, Domain, GitFile, KeyPreimage, Output, Project, RunRecord } from '@slipway/core'

/** The files of one commit, or those that a commit of the work tree would hold. */
export interface SourceTree {
  /** Equal for equal trees. */
  readonly oid: string
  /** Paths that are neither tracked nor ignored; they stand in the tree like the others. */
  readonly untracked: readonly string[]
  file(path: string): GitFile | undefined
  /** Files below a folder, their paths relative to it. */
  under(folder: string): readonly GitFile[]
  paths(): Iterable<string>
  readText(path: string): Promise<string | undefined>
}

/** A run record, where it was found. */
export interface FoundRun {
  readonly record: RunRecord
  readonly digest: Digest
  readonly domain: Domain
  /** False while it lies on this machine only. */
  readonly shared: boolean
}

export interface RunLookup {
  /** The head of a key: its lowest attempt that is not revoked. */
  findRun(key: Digest): Promise<FoundRun | undefined>
}

export interface DataLookup {
  /** What lies at a path inside a stored tree; undefined where nothing does. */
  entry(tree: Output, path: string): Promise<Output | undefined>
}

export interface PlanInput {
  readonly project: Project
  readonly tree: SourceTree
  readonly runs: RunLookup
  readonly data: DataLookup
  /** Stages to plan, with all that they depend on; all stages without. */
  readonly targets?: readonly string[]
  /** The preimage of the stage's last run in this work tree, for the reasons. */
  readonly previous?: (stage: string) => Promise<KeyPreimage | undefined>
  /** Run the targets (all stages without) although their keys are known. */
  readonly again?: boolean
  /** Path → what stands there instead of what its stage makes: the champion's model, to score it again. */
  readonly substitute?: Readonly<Record<string, Output>>
}
