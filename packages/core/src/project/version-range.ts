type Relation = '>=' | '>' | '<=' | '<' | '='

/** Bounds that a version must keep, all of them. */
export interface VersionRange {
  /** As it was written. */
  readonly text: string
  readonly bounds: readonly { readonly relation: Relation; readonly version: readonly number[] }[]
}

export const VERSION_RANGE_FORM = 'bounds like ">=550" or ">=12.4 <13"'

const BOUND = /^(>=|>|<=|<|=)([0-9]+(?:\.[0-9]+)*)$/

/** Reads bounds with blanks between them; undefined for anything else, a bare version too: it does not say which way. */
export function tryParseVersionRange(text: string): VersionRange | undefined {
  const bounds = text.split(' ').map((word) => {
    const [, relation, version] = BOUND.exec(word) ?? []
    return version === undefined ? undefined : { relation: relation as Relation, version: numbersOf(version) }
  })
  const known = bounds.filter((bound) => bound !== undefined)
  return known.length === bounds.length ? { text, bounds: known } : undefined
}

/** Whether a version such as "550.54.15" keeps every bound. Numbers are compared part by part; a missing part is 0. */
export function isInRange(version: string, { bounds }: VersionRange): boolean {
  const own = numbersOf(version)
  return bounds.every(({ relation, version: bound }) => {
    const order = compareNumbers(own, bound)
    if (relation === '=') return order === 0
    if (order === 0) return relation.endsWith('=')
    return relation.startsWith('>') ? order > 0 : order < 0
  })
}

const numbersOf = (version: string): number[] => version.split('.').map((part) => Number.parseInt(part, 10))

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
