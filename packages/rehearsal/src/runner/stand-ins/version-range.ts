import { satisfies, valid, validRange } from 'semver'

/** Whether a version is what was asked for; a range that is none (`lts/*`) leaves the choice to us. */
export function satisfiesVersion(version: string, wanted: string): boolean {
  const range = validRange(wanted.trim())
  return range === null || valid(version) === null || satisfies(version, range)
}
