import { type Digest, hexOf, type Verdict } from '@slipway/core'
import { storeError } from './error.ts'

/** @see docs/formats/store.md */
export const FORMAT_PATH = 'format'
export const FORMAT_TEXT = 'slipway-store 1\n'

const shard = (hex: string) => `${hex.slice(0, 2)}/${hex}`

export function blobPath(oid: Digest): string {
  return `o/${shard(hexOf(oid))}`
}

const NAMED = /^([ok])\/([0-9a-f]{2})\/((\2)[0-9a-f]{62})$/

/** The digest that the path of a blob or pack promises; undefined for every other path. */
export function promisedDigest(path: string): Digest | undefined {
  const hex = NAMED.exec(path)?.[3]
  return hex === undefined ? undefined : `sha256:${hex}`
}

/** The same of a pack alone. */
export function promisedPack(path: string): Digest | undefined {
  return path.startsWith('k/') ? promisedDigest(path) : undefined
}

/** Where the verdicts on one evaluation lie: by its run key, or by the model's digest where nothing was run. */
export function verdictPrefix(model: string, evaluation: Digest): string {
  return `verdicts/${model}/${hexOf(evaluation)}/`
}

export function verdictPath(verdict: Verdict, digest: Digest): string {
  const { evaluation, model } = verdict.challenger
  return verdictPrefix(verdict.model, evaluation?.key ?? model) + hexOf(digest)
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: no path of ours holds one
const STRANGE = /[\\\x00-\x1f\x7f]/

/**
 * Refuses what is no path inside a store, before a backend makes a file name or an address of it.
 * @throws store/path-invalid
 */
export function checkStorePath(path: string): string {
  const names = path.split('/')
  if (!STRANGE.test(path) && names.every((name) => name !== '' && name !== '.' && name !== '..')) return path
  throw storeError(
    'store/path-invalid',
    `Cannot use "${path}" in a store; expected a path as in docs/formats/store.md`,
  )
}
