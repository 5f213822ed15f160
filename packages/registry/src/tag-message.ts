import { type Digest, isDigest } from '@slipway/core'
import { registryError } from './error.ts'
import type { Version } from './registry.ts'

/** The digests that a version's tag vouches for. */
export interface VersionDigests {
  /** Of the model's bytes. */
  readonly model: Digest
  /** Of the release's model.json. */
  readonly modelJson: Digest
  /** Run key of the stage that made it, and digest of that run's record. */
  readonly run: Digest
  readonly record: Digest
  readonly verdict: Digest
}

const TRAILER = {
  model: 'Model',
  modelJson: 'Model-Json',
  run: 'Run',
  record: 'Record',
  verdict: 'Verdict',
} as const satisfies Record<keyof VersionDigests, string>

/** Message of a version tag: a headline, an empty line, Git trailers. */
export function formatVersionMessage(model: string, version: string, digests: VersionDigests): string {
  const keys = Object.keys(TRAILER) as (keyof VersionDigests)[]
  return message(
    `${model} ${version}`,
    keys.map((key) => [TRAILER[key], digests[key]]),
  )
}

export interface StageNote {
  readonly version: string
  /** Digest of the model's bytes; undefined for a version whose tag names none. */
  readonly model: Digest | undefined
  /** Why, for a rollback or an acceptance; white space is folded into single blanks. */
  readonly reason?: string | undefined
}

/** Message of a stage tag. */
export function formatStageMessage(model: string, stage: string, note: StageNote): string {
  const trailers: [string, string][] = [['Version', note.version]]
  if (note.model !== undefined) trailers.push([TRAILER.model, note.model])
  if (note.reason !== undefined) trailers.push(['Reason', note.reason])
  return message(`${model} ${note.version} to ${stage}`, trailers)
}

function message(headline: string, trailers: readonly (readonly [string, string])[]): string {
  // A line feed inside a value would start a trailer of its own.
  const lines = trailers.map(([key, value]) => [key, value.replace(/[\s\p{Cc}]+/gu, ' ').trim()] as const)
  const empty = lines.find(([, value]) => value === '')
  if (empty)
    throw registryError(
      'registry/trailer-invalid',
      `Cannot write a tag's message: trailer "${empty[0]}" is empty`,
    )
  return `${headline}\n\n${lines.map(([key, value]) => `${key}: ${value}`).join('\n')}\n`
}

const LINE = /^([A-Za-z][A-Za-z0-9-]*): (.+)$/

/**
 * Git trailers of a message: its last paragraph, if every line of it is `Key: value`; else nothing. Of a key that
 * stands twice the first counts.
 */
export function parseTrailers(text: string): ReadonlyMap<string, string> {
  const paragraph =
    text
      .trimEnd()
      .split(/\n[ \t]*\n/)
      .at(-1) ?? ''
  const trailers = new Map<string, string>()
  for (const line of paragraph.split('\n')) {
    const [, key, value] = LINE.exec(line) ?? []
    if (key === undefined || value === undefined) return new Map()
    if (!trailers.has(key)) trailers.set(key, value.trim())
  }
  return trailers
}

/** The digests in a version's tag, as far as it has any: a tag that GTO wrote has none. */
export function digestsOf(version: Version): Partial<VersionDigests> {
  const trailers = parseTrailers(version.event.body)
  const found: Partial<Record<keyof VersionDigests, Digest>> = {}
  for (const [key, name] of Object.entries(TRAILER)) {
    const value = trailers.get(name)
    if (isDigest(value)) found[key as keyof VersionDigests] = value
  }
  return found
}
