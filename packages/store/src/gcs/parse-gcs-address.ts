import { storeError } from '../error.ts'
import { oddNameOf, withoutUser } from '../http/store-prefix.ts'

/** Where a store lies on Google Cloud Storage. */
export interface GcsAddress {
  readonly bucket: string
  /** Before each path of the store, without a slash at its end; empty where the store is the whole bucket. */
  readonly prefix: string
}

const ADDRESS = /^gs:\/\/([^/?#]*)(?:\/([^?#]*?))?\/*$/
// https://cloud.google.com/storage/docs/buckets#naming
const BUCKET = /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/

/**
 * Reads `gs://bucket/prefix`. It names no server: whoever is asked gets a token, so an address that comes with a pull
 * request may not decide who that is.
 * @throws store/url-invalid
 */
export function parseGcsAddress(url: string): GcsAddress {
  const refuse = (found: string) =>
    storeError(
      'store/url-invalid',
      `Cannot use store "${withoutUser(url)}": ${found}; expected "gs://bucket/prefix"`,
      { hint: 'The addresses of stores: docs/guides/remotes.md' },
    )
  const [, bucket = '', prefix = ''] = ADDRESS.exec(url) ?? []
  if (!BUCKET.test(bucket)) throw refuse('what follows "gs://" is no name of a bucket')
  const odd = oddNameOf(prefix)
  if (odd !== undefined) throw refuse(`"${odd}" cannot be part of its prefix`)
  return { bucket, prefix }
}
