import { createHash } from 'node:crypto'

/** A registry takes no longer tag. */
const MOST_CHARACTERS = 128
const PLAIN = /^[A-Za-z0-9-]$/
const DIGEST_NAME = /^[0-9a-f]{64}$/
const DIGEST_CHARACTERS = 43
/** Ends a tag that holds only the digest of its path. */
const CUT = new RegExp(`(?:^|\\.)_l([A-Za-z0-9_-]{${DIGEST_CHARACTERS}})$`)

/** A tag, as far as it can be read by itself. */
export type TagMeaning =
  | { readonly path: string }
  /** The path was too long: it begins with `folder`, empty where nothing of it fits, and the manifest has the whole. */
  | { readonly folder: string }

/**
 * The tag of an object of a store; another one for each path. Grammar: docs/formats/store.md, "On an OCI registry".
 */
export function tagOf(path: string): string {
  const names = encodeNames(path)
  const whole = names.join('.')
  if (whole.length <= MOST_CHARACTERS) return whole
  const end = `_l${createHash('sha256').update(path).digest('base64url')}`
  let begin = ''
  for (const name of names) {
    if (begin.length + name.length + 1 + end.length > MOST_CHARACTERS) break
    begin += `${name}.`
  }
  return begin + end
}

/** What a tag means; undefined for one that this store does not write. */
export function readTag(tag: string): TagMeaning | undefined {
  const cut = CUT.exec(tag)
  if (cut) {
    const folder = cut.index === 0 ? '' : decodeNames(tag.slice(0, cut.index))
    return folder === undefined ? undefined : { folder }
  }
  const path = decodeNames(tag)
  return path === undefined || tagOf(path) !== tag ? undefined : { path }
}

function encodeNames(path: string): string[] {
  const names = path.split('/')
  const encoded: string[] = []
  for (let at = 0; at < names.length; at++) {
    const name = names[at] ?? ''
    const next = names[at + 1] ?? ''
    if (DIGEST_NAME.test(next) && next.startsWith(name) && name.length === 2) {
      encoded.push(`_s${shortDigest(next)}`)
      at++
    } else encoded.push(DIGEST_NAME.test(name) ? `_x${shortDigest(name)}` : encodeName(name))
  }
  return encoded
}

function encodeName(name: string): string {
  let encoded = ''
  for (const byte of Buffer.from(name)) {
    const character = String.fromCharCode(byte)
    encoded += PLAIN.test(character) ? character : `_${byte.toString(16).padStart(2, '0')}`
  }
  // No tag begins with "-".
  return encoded.replace(/^-/, '_2d')
}

function decodeNames(tag: string): string | undefined {
  const names: string[] = []
  for (const token of tag.split('.')) {
    const [, kind, short = ''] = /^_([sx])([A-Za-z0-9_-]{43})$/.exec(token) ?? []
    const hex = Buffer.from(short, 'base64url').toString('hex')
    const name = kind === undefined ? decodeName(token) : kind === 's' ? `${hex.slice(0, 2)}/${hex}` : hex
    if (name === undefined) return undefined
    names.push(name)
  }
  return names.join('/')
}

function decodeName(token: string): string | undefined {
  if (!/^(?:[A-Za-z0-9-]|_[0-9a-f]{2})+$/.test(token)) return undefined
  const bytes = token.replace(/_(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

function shortDigest(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64url')
}
