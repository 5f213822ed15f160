import { registryError } from './error.ts'

/** What a tag of the registry says, by its name alone. `artifact` is the name as people write it: "dir:name", not "dir=name". */
export type TagName = { readonly artifact: string; readonly counter: number | undefined } & (
  | { readonly kind: 'registration' | 'deregistration'; readonly version: string }
  | { readonly kind: 'assignment' | 'unassignment'; readonly stage: string }
  | { readonly kind: 'deprecation' | 'creation' }
)

const NAME = '[a-zA-Z0-9](?:[a-zA-Z0-9_/-]*[a-zA-Z0-9])?'
const NUMBER = '(?:0|[1-9][0-9]*)'
// SemVer 2.0.0, https://semver.org/#backusnaur-form-grammar-for-valid-semver-versions
const PRERELEASE = `(?:${NUMBER}|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)`
const BUILD = '[0-9a-zA-Z-]+'
const SEMVER = `${NUMBER}\\.${NUMBER}\\.${NUMBER}(?:-${PRERELEASE}(?:\\.${PRERELEASE})*)?(?:\\+${BUILD}(?:\\.${BUILD})*)?`
const TAG = new RegExp(
  `^(?<artifact>(?:[a-zA-Z0-9_./-]+=)?${NAME})` +
    `(?:@(?<version>v${SEMVER})(?<taken>!)?|@(?<mark>deprecated|created)|#(?<stage>${NAME})(?<left>!)?)` +
    `(?:#(?<counter>0|[1-9][0-9]{0,14}))?$`,
)

/**
 * Reads a tag's name; undefined where it is no tag of the registry.
 *
 * @see docs/formats/tags.md
 */
export function parseTag(name: string): TagName | undefined {
  const groups = TAG.exec(name)?.groups
  if (groups?.artifact === undefined) return undefined
  const common = {
    artifact: groups.artifact.replace('=', ':'),
    counter: groups.counter === undefined ? undefined : Number(groups.counter),
  }
  if (groups.version !== undefined)
    return { ...common, kind: groups.taken ? 'deregistration' : 'registration', version: groups.version }
  if (groups.stage !== undefined)
    return { ...common, kind: groups.left ? 'unassignment' : 'assignment', stage: groups.stage }
  return { ...common, kind: groups.mark === 'deprecated' ? 'deprecation' : 'creation' }
}

/**
 * Writes a tag's name.
 *
 * @throws registry/tag-invalid for a name, version or stage that the grammar does not allow
 */
export function formatTag(tag: TagName): string {
  const counter = tag.counter === undefined ? '' : `#${tag.counter}`
  const name = tag.artifact.replace(':', '=') + actionOf(tag) + counter
  const read = parseTag(name)
  if (read?.kind === tag.kind && read.artifact === tag.artifact && read.counter === tag.counter) return name
  throw registryError(
    'registry/tag-invalid',
    `Cannot write tag "${name.slice(0, 200)}": it is not in the grammar`,
    {
      hint: 'Names hold letters, digits, "-" and "_"; versions are "v" and a SemVer number',
    },
  )
}

function actionOf(tag: TagName): string {
  switch (tag.kind) {
    case 'registration':
      return `@${tag.version}`
    case 'deregistration':
      return `@${tag.version}!`
    case 'assignment':
      return `#${tag.stage}`
    case 'unassignment':
      return `#${tag.stage}!`
    case 'deprecation':
      return '@deprecated'
    case 'creation':
      return '@created'
  }
}
