import { describe, expect, it } from 'vitest'
import { compareVersions } from './compare-versions.ts'
import { foldTags } from './fold-tags.ts'
import { historyOf } from './history-of.ts'
import { latestVersion } from './next-version.ts'
import { type Artifact, artifactNamed, holderOf, holdersOf } from './registry.ts'
import { parseTag } from './tag-name.ts'
import { gtoOutput, readGtoTags } from './testing/gto-repository.ts'

const tags = readGtoTags()
const registry = foldTags(tags)
const names = [...registry.artifacts.keys()]
const iso = (seconds: number) => new Date(seconds * 1000).toISOString().replace('.000Z', '+00:00')

const asShown = (artifact: Artifact, stages: readonly string[]) => ({
  version: latestVersion(artifact)?.version ?? null,
  stage: Object.fromEntries(
    stages.map((stage) => {
      const holder = holderOf(artifact, stage)
      return [stage, holder ? (holder.version?.version ?? holder.commit) : null]
    }),
  ),
  registered: true,
  active: !artifact.deprecated,
})

describe('foldTags() agrees with GTO 1.10.1', () => {
  it('sees the same tags', () => {
    expect(tags).toHaveLength(27)
    expect(registry.log).toHaveLength(23)
  })

  it.each(['show', 'show -d'])('on `gto %s`: artifacts, latest version, stage holders', (command) => {
    const wanted = gtoOutput(command) as Record<string, { stage: object }>
    const shown = names.filter((name) => command.endsWith('-d') || !artifactNamed(registry, name).deprecated)
    expect(new Set(shown)).toEqual(new Set(Object.keys(wanted)))
    for (const name of shown) {
      expect(asShown(artifactNamed(registry, name), Object.keys(wanted[name]?.stage ?? {}))).toEqual(
        wanted[name],
      )
    }
  })

  it.each([
    'show churn',
    'show churn -d',
    'show fraud',
    'show fraud -d',
    'show simple',
    'show models nested deep',
    'show old -d',
  ])('on `gto %s`: versions with commit, time, author, message, and what they hold', (command) => {
    const wanted = gtoOutput(command) as readonly GtoVersion[]
    const artifact = artifactNamed(registry, wanted[0]?.artifact ?? '')
    const versions = [...artifact.versions.values()]
      .filter((version) => command.endsWith('-d') || !version.takenBack)
      .sort((a, b) => compareVersions(b.version, a.version))
      .map(({ version, commit, takenBack, event }) => ({
        artifact: artifact.name,
        commit_hexsha: commit,
        version,
        is_active: !takenBack,
        activated_at: iso(event.time),
        author: event.author,
        author_email: event.email,
        message: event.subject,
        ref: event.tag,
        stages: holdersOf(artifact)
          .filter((holder) => holder.commit === commit)
          .map(({ stage }) => stage),
      }))
    expect(versions).toEqual(
      wanted.map((version) => ({
        artifact: version.artifact,
        commit_hexsha: version.commit_hexsha,
        version: version.version,
        is_active: version.is_active,
        activated_at: version.activated_at,
        author: version.author,
        author_email: version.author_email,
        message: version.message,
        ref: version.ref,
        stages: version.stages.map(({ stage }) => stage),
      })),
    )
  })

  it('on `gto show old`, which is deprecated: nothing to show', () => {
    expect(gtoOutput('show old')).toEqual([])
    expect(artifactNamed(registry, 'old').deprecated).toBe(true)
  })

  it('on `gto show onlystage`: a stage on a commit that was never registered', () => {
    const [wanted] = gtoOutput('show onlystage') as readonly GtoVersion[]
    const holder = holderOf(artifactNamed(registry, 'onlystage'), 'dev')
    expect(holder?.commit).toBe(wanted?.commit_hexsha)
    expect(holder?.version).toBeUndefined()
  })

  it.each(['show churn@latest', 'show churn@greatest'])('on `gto %s`', (command) => {
    const [wanted] = gtoOutput(command) as readonly GtoVersion[]
    expect(latestVersion(artifactNamed(registry, 'churn'))?.version).toBe(wanted?.version)
  })

  it('on `gto show churn#prod`', () => {
    const [wanted] = gtoOutput('show churn#prod') as readonly GtoVersion[]
    expect(holderOf(artifactNamed(registry, 'churn'), 'prod')?.version?.version).toBe(wanted?.version)
  })

  it('on `gto stages`', () => {
    const held = names.flatMap((name) => holdersOf(artifactNamed(registry, name)).map(({ stage }) => stage))
    expect([...new Set(held)].sort()).toEqual(gtoOutput('stages'))
  })

  it.each(['history', 'history churn', 'history --ascending'])('on `gto %s`', (command) => {
    const artifact = command === 'history churn' ? 'churn' : undefined
    const entries = historyOf(registry, artifact).map(({ event, ...entry }) => ({
      timestamp: iso(event.time),
      artifact: entry.artifact,
      event: entry.kind,
      version: entry.version ?? ('stage' in event ? event.commit : null),
      stage: entry.stage ?? null,
      commit: event.commit,
      author: event.author,
      author_email: event.email,
      message: event.subject,
      ref: event.tag,
    }))
    const wanted = (gtoOutput(command) as readonly { priority: number }[]).map(
      ({ priority: _, ...entry }) => entry,
    )
    expect(command.endsWith('--ascending') ? entries.reverse() : entries).toEqual(wanted)
  })

  it.each(['churn@v1.0.0', 'churn#prod#6', 'churn@v0.1.0!', 'churn#dev!#7', 'simple#prod', 'old@deprecated'])(
    'on `gto check-ref %s`',
    (tag) => {
      const wanted = gtoOutput(`check-ref ${tag}`) as Record<string, string>
      const entry = historyOf(registry).find(({ event }) => event.tag === tag)
      expect(parseTag(tag)).toMatchObject({ artifact: wanted.artifact, kind: wanted.event })
      expect(entry).toMatchObject({ artifact: wanted.artifact, kind: wanted.event })
      expect(entry?.version).toBe(wanted.version)
      expect(entry?.stage).toBe(wanted.stage)
      expect(entry?.event.commit).toBe(wanted.commit_hexsha)
      expect(iso(entry?.event.time ?? 0)).toBe(wanted.created_at)
    },
  )

  it.each(['light@v9.0.0', 'v1.2.3'])('on `gto check-ref %s`, which is no tag of the registry', (tag) => {
    expect(gtoOutput(`check-ref ${tag}`)).toBeUndefined()
    expect(tags.some(({ name }) => name === tag)).toBe(true)
    expect(registry.log.some((event) => event.tag === tag)).toBe(false)
  })
})

interface GtoVersion {
  readonly artifact: string
  readonly commit_hexsha: string
  readonly version: string
  readonly is_active: boolean
  readonly activated_at: string
  readonly author: string
  readonly author_email: string
  readonly message: string
  readonly ref: string
  readonly stages: readonly { readonly stage: string }[]
}
