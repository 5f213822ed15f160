import type { Artifact, Assignment, Registry, RegistryEvent, Version } from './registry.ts'
import { parseTag } from './tag-name.ts'

/** What the fold reads of a Git tag. */
export interface RegistryTag {
  readonly name: string
  readonly annotated: boolean
  readonly commit: string
  /** Tree of the commit. */
  readonly tree: string
  /** The tagger's time, seconds since 1970. */
  readonly time: number
  readonly tagger: string
  readonly email: string
  readonly subject: string
  readonly body: string
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

interface Folding extends Writable<Artifact> {
  readonly versions: Map<string, Writable<Version>>
  readonly atCommit: Map<string, Version>
  readonly assignments: Writable<Assignment>[]
}

/**
 * The state of the registry: a fold over its tags in the order of time, then counter, then name. Tags that are not
 * annotated or not in the grammar are passed over. Linear in the number of tags, sorting apart.
 *
 * @see docs/formats/tags.md
 */
export function foldTags(tags: Iterable<RegistryTag>): Registry {
  const log: RegistryEvent[] = []
  for (const tag of tags) {
    const name = tag.annotated ? parseTag(tag.name) : undefined
    if (!name) continue
    const { commit, tree, time, email, subject, body } = tag
    log.push({ ...name, tag: tag.name, commit, tree, time, author: tag.tagger, email, subject, body })
  }
  log.sort(byTime)
  const artifacts = new Map<string, Folding>()
  for (const event of log) {
    const artifact = artifacts.get(event.artifact) ?? emptyArtifact(event.artifact)
    artifacts.set(event.artifact, artifact)
    apply(artifact, event)
  }
  return { artifacts, log }
}

function byTime(a: RegistryEvent, b: RegistryEvent): number {
  return (
    a.time - b.time || (a.counter ?? 0) - (b.counter ?? 0) || (a.tag < b.tag ? -1 : a.tag > b.tag ? 1 : 0)
  )
}

function emptyArtifact(name: string): Folding {
  return {
    name,
    versions: new Map(),
    atCommit: new Map(),
    assignments: [],
    deprecated: false,
    counter: 0,
  }
}

function apply(artifact: Folding, event: RegistryEvent): void {
  artifact.counter = Math.max(artifact.counter, event.counter ?? 0)
  // As in GTO, any later event revives a deprecated artifact.
  artifact.deprecated = event.kind === 'deprecation'
  const { commit } = event
  if (event.kind === 'registration') {
    const version = { version: event.version, commit, event, takenBack: false }
    artifact.versions.set(event.version, version)
    artifact.atCommit.set(commit, version)
  } else if (event.kind === 'deregistration') {
    const version = artifact.versions.get(event.version)
    if (version) version.takenBack = true
  } else if (event.kind === 'assignment') {
    artifact.assignments.push({ stage: event.stage, commit, event, takenBack: false })
  } else if (event.kind === 'unassignment') {
    for (const past of artifact.assignments) {
      if (past.stage === event.stage && past.commit === commit) past.takenBack = true
    }
  }
}
