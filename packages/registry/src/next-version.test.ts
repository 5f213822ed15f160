import { describe, expect, it } from 'vitest'
import { compareVersions } from './compare-versions.ts'
import { foldTags } from './fold-tags.ts'
import { latestVersion, nextCounter, nextVersion } from './next-version.ts'
import { artifactNamed } from './registry.ts'
import { tagLog } from './testing/tag-log.ts'

const registry = (...names: readonly string[]) =>
  foldTags(tagLog(...names.map((name) => [name, name] as const)))

describe('compareVersions()', () => {
  it('orders as SemVer 2.0.0 §11 does in its own examples', () => {
    const ordered = [
      'v1.0.0-9',
      'v1.0.0--',
      'v1.0.0-alpha',
      'v1.0.0-alpha.1',
      'v1.0.0-alpha.beta',
      'v1.0.0-beta',
      'v1.0.0-beta.2',
      'v1.0.0-beta.11',
      'v1.0.0-rc.1',
      'v1.0.0',
      'v2.0.0',
      'v2.1.0',
      'v2.1.1',
      'v2.10.0',
    ]
    for (const [index, a] of ordered.entries())
      for (const [other, b] of ordered.entries())
        expect([a, b, Math.sign(compareVersions(a, b))]).toEqual([a, b, Math.sign(index - other)])
  })

  it('orders numbers of any length, and build metadata by its text', () => {
    expect(compareVersions(`v${'9'.repeat(30)}.0.0`, `v1${'0'.repeat(30)}.0.0`)).toBeLessThan(0)
    expect(compareVersions('v1.0.0+a', 'v1.0.0+b')).toBeLessThan(0)
    expect(compareVersions('v1.0.0+a-b', 'v1.0.0-rc.1')).toBeGreaterThan(0)
  })
})

describe('nextVersion()', () => {
  it('starts at v1.0.0', () => {
    expect(nextVersion(registry(), 'm')).toBe('v1.0.0')
    expect(nextVersion(registry('n@v3.0.0'), 'm')).toBe('v1.0.0')
  })

  it('raises the greatest version, minor by default', () => {
    const some = registry('m@v1.10.1', 'm@v1.9.0')
    expect(nextVersion(some, 'm')).toBe('v1.11.0')
    expect(nextVersion(some, 'm', 'major')).toBe('v2.0.0')
    expect(nextVersion(some, 'm', 'patch')).toBe('v1.10.2')
  })

  it('does not count prereleases', () => {
    expect(nextVersion(registry('m@v1.0.0', 'm@v2.0.0-rc.1'), 'm')).toBe('v1.1.0')
    expect(nextVersion(registry('m@v1.0.0-rc.1'), 'm')).toBe('v1.0.0')
  })

  it('never gives a name again: not of a version that was taken back, nor of a burnt one', () => {
    expect(nextVersion(registry('m@v1.0.0', 'm@v1.1.0', 'm@v1.1.0!'), 'm')).toBe('v1.2.0')
    expect(nextVersion(registry('m@v1.0.0'), 'm', 'minor', new Set(['v1.1.0', 'v1.2.0']))).toBe('v1.3.0')
    expect(nextVersion(registry(), 'm', 'patch', new Set(['v1.0.0']))).toBe('v1.0.1')
  })
})

describe('latestVersion()', () => {
  it('is the greatest that was not taken back, whenever it was registered', () => {
    const latest = (...names: string[]) => latestVersion(artifactNamed(registry(...names), 'm'))?.version
    expect(latest('m@v2.0.0', 'm@v1.0.0')).toBe('v2.0.0')
    expect(latest('m@v2.0.0', 'm@v1.0.0', 'm@v2.0.0!')).toBe('v1.0.0')
    expect(latest('m@v1.0.0-rc.1')).toBe('v1.0.0-rc.1')
    expect(latest('m#prod#1')).toBeUndefined()
  })
})

describe('nextCounter()', () => {
  it('is one more than the highest of all tags of the artifact', () => {
    expect(nextCounter(registry(), 'm')).toBe(1)
    expect(nextCounter(registry('m@v1.0.0', 'm#prod#4', 'm#dev#2'), 'm')).toBe(5)
  })
})
