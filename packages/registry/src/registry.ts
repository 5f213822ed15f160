import { nearestName } from '@slipway/core'
import { registryError } from './error.ts'
import type { TagName } from './tag-name.ts'

/** A tag that counts, as the log holds it. `time` is the tagger's, in seconds since 1970. */
export type RegistryEvent = TagName & {
  readonly tag: string
  readonly commit: string
  readonly tree: string
  readonly time: number
  readonly author: string
  readonly email: string
  readonly subject: string
  /** The message without its headline: trailers, in our own tags. */
  readonly body: string
}

export interface Version {
  readonly version: string
  readonly commit: string
  readonly event: RegistryEvent
  /** True once a later `!` took it back: it holds no stage, and its name is not used again. */
  readonly takenBack: boolean
}

export interface Assignment {
  readonly stage: string
  readonly commit: string
  readonly event: RegistryEvent
  readonly takenBack: boolean
}

export interface Artifact {
  readonly name: string
  /** By name, in the order of their registration. */
  readonly versions: ReadonlyMap<string, Version>
  /** The version that was registered last on a commit. */
  readonly atCommit: ReadonlyMap<string, Version>
  /** In the order of the log. */
  readonly assignments: readonly Assignment[]
  readonly deprecated: boolean
  /** The highest counter of all its tags; 0 without one. */
  readonly counter: number
}

/** The state of all artifacts, folded from the tag log. */
export interface Registry {
  readonly artifacts: ReadonlyMap<string, Artifact>
  /** Every tag that counts, oldest first. */
  readonly log: readonly RegistryEvent[]
}

export interface Holder {
  readonly stage: string
  readonly commit: string
  /** Undefined where the commit was assigned without being registered. */
  readonly version: Version | undefined
  readonly event: RegistryEvent
}

/** The assignments of a stage that stand: neither they nor their version were taken back. In the order of the log. */
export function standingAssignments(artifact: Artifact, stage: string): readonly Assignment[] {
  return artifact.assignments.filter(
    (assignment) =>
      assignment.stage === stage &&
      !assignment.takenBack &&
      !artifact.atCommit.get(assignment.commit)?.takenBack,
  )
}

/** Who holds the stage: the last assignment that stands. */
export function holderOf(artifact: Artifact, stage: string): Holder | undefined {
  const last = standingAssignments(artifact, stage).at(-1)
  if (!last) return undefined
  return { stage, commit: last.commit, version: artifact.atCommit.get(last.commit), event: last.event }
}

/** The stages that somebody holds, by name. */
export function holdersOf(artifact: Artifact): readonly Holder[] {
  const stages = [...new Set(artifact.assignments.map(({ stage }) => stage))].sort()
  return stages.map((stage) => holderOf(artifact, stage)).filter((holder) => holder !== undefined)
}

/** @throws registry/unknown-model naming the nearest one */
export function artifactNamed(registry: Registry, name: string): Artifact {
  const artifact = registry.artifacts.get(name)
  if (artifact) return artifact
  const nearest = nearestName(name, [...registry.artifacts.keys()])
  throw registryError(
    'registry/unknown-model',
    `Cannot find "${name}": no tag names it; expected a model of the registry`,
    {
      hint:
        nearest === undefined
          ? 'See `slipway registry list`; a shallow clone has no tags before `git fetch --tags`'
          : `Did you mean "${nearest}"?`,
    },
  )
}
