import { compareVersions, isPrerelease, partsOf } from './compare-versions.ts'
import type { Artifact, Registry, Version } from './registry.ts'

export type Bump = 'major' | 'minor' | 'patch'

const FIRST = 'v1.0.0'

/** The greatest version that was not taken back, prereleases included, as GTO shows it. */
export function latestVersion(artifact: Artifact): Version | undefined {
  return greatest([...artifact.versions.values()].filter((version) => !version.takenBack))
}

/**
 * The version that comes next: the greatest one ever registered, raised. Prereleases do not count; a version that was
 * taken back does, since its tag still holds the name.
 *
 * @param burnt names that cannot be used, though no tag holds them: a deleted immutable release, somebody's draft
 * @returns `v1.0.0` for the first
 */
export function nextVersion(
  registry: Registry,
  model: string,
  bump: Bump = 'minor',
  burnt: ReadonlySet<string> = new Set(),
): string {
  const known = [...(registry.artifacts.get(model)?.versions.values() ?? [])]
  const last = greatest(known.filter(({ version }) => !isPrerelease(version)))
  let next = last === undefined ? FIRST : raise(last.version, bump)
  while (burnt.has(next)) next = raise(next, bump)
  return next
}

/** The counter of the artifact's next stage tag: one more than the highest of all its tags. */
export function nextCounter(registry: Registry, model: string): number {
  return (registry.artifacts.get(model)?.counter ?? 0) + 1
}

function greatest(versions: readonly Version[]): Version | undefined {
  return versions.reduce<Version | undefined>(
    (best, one) => (best === undefined || compareVersions(one.version, best.version) > 0 ? one : best),
    undefined,
  )
}

function raise(version: string, bump: Bump): string {
  const [major = 0n, minor = 0n, patch = 0n] = partsOf(version).core.map(BigInt)
  if (bump === 'major') return `v${major + 1n}.0.0`
  if (bump === 'minor') return `v${major}.${minor + 1n}.0`
  return `v${major}.${minor}.${patch + 1n}`
}
