/**
 * Order of two versions by SemVer 2.0.0 §11: negative where `a` comes first. Versions that differ in build metadata
 * alone have no order there; here they are ordered by their text, so that sorting never depends on the input's order.
 * Numbers may have any length.
 *
 * @see https://semver.org/#spec-item-11
 */
export function compareVersions(a: string, b: string): number {
  const left = partsOf(a)
  const right = partsOf(b)
  return (
    compareLists(left.core, right.core) ||
    Number(left.prerelease.length === 0) - Number(right.prerelease.length === 0) ||
    compareLists(left.prerelease, right.prerelease) ||
    compareTexts(a, b)
  )
}

export function isPrerelease(version: string): boolean {
  return partsOf(version).prerelease.length > 0
}

interface Parts {
  readonly core: readonly string[]
  readonly prerelease: readonly string[]
}

/** Major, minor, patch, and the prerelease's identifiers, of a version "v1.2.3-rc.1+build". */
export function partsOf(version: string): Parts {
  const [precedence = ''] = version.slice(1).split('+')
  const dash = precedence.indexOf('-')
  return {
    core: (dash < 0 ? precedence : precedence.slice(0, dash)).split('.'),
    prerelease: dash < 0 ? [] : precedence.slice(dash + 1).split('.'),
  }
}

function compareLists(a: readonly string[], b: readonly string[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index]
    if (right === undefined) return 1
    const order = compareIdentifiers(left, right)
    if (order !== 0) return order
  }
  return a.length - b.length
}

function compareIdentifiers(a: string, b: string): number {
  const numeric = Number(/^[0-9]+$/.test(b)) - Number(/^[0-9]+$/.test(a))
  if (numeric !== 0) return numeric
  // Without leading zeros, a longer number is a larger one.
  return (/^[0-9]+$/.test(a) ? a.length - b.length : 0) || compareTexts(a, b)
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
