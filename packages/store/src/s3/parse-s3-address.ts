import { storeError } from '../error.ts'
import { oddNameOf, withoutUser } from '../http/store-prefix.ts'

/** Where a store lies on S3. */
export interface S3Address {
  readonly bucket: string
  /** Before each path of the store, without a slash at its end; empty where the store is the whole bucket. */
  readonly prefix: string
  readonly region: string | undefined
  readonly endpoint: URL | undefined
}

const ADDRESS = /^s3:\/\/([^/?#]*)(?:\/([^?#]*?))?\/*(?:\?([^#]*))?$/
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
const REGION = /^[a-z0-9-]{1,40}$/
const EXPECTED = '"s3://bucket/prefix", with "?region=…" and "&endpoint=https://…" where they are needed'

/** Reads `s3://bucket/prefix?region=…&endpoint=…`. @throws store/url-invalid */
export function parseS3Address(url: string): S3Address {
  const refuse = (found: string) =>
    storeError(
      'store/url-invalid',
      `Cannot use store "${withoutUser(url)}": ${found}; expected ${EXPECTED}`,
      {
        hint: 'The addresses of stores: docs/guides/remotes.md',
      },
    )
  const [, bucket = '', prefix = '', query = ''] = ADDRESS.exec(url) ?? []
  if (!BUCKET.test(bucket)) throw refuse('what follows "s3://" is no name of a bucket')
  const odd = oddNameOf(prefix)
  if (odd !== undefined) throw refuse(`"${odd}" cannot be part of its prefix`)
  const given = new URLSearchParams(query)
  for (const name of given.keys()) {
    if (name !== 'region' && name !== 'endpoint') throw refuse(`it has no setting "${name}"`)
    if (given.getAll(name).length > 1) throw refuse(`"${name}" is set twice`)
  }
  const region = given.get('region') ?? undefined
  if (region !== undefined && !REGION.test(region)) throw refuse(`"${region}" is no region`)
  const endpoint = given.get('endpoint') ?? undefined
  return {
    bucket,
    prefix,
    region,
    endpoint: endpoint === undefined ? undefined : parseEndpoint(endpoint, refuse),
  }
}

/** An address of a server: nothing in it but scheme, host, port and path. */
export function parseEndpoint(text: string, refuse: (found: string) => Error): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw refuse('its endpoint is no http(s) address')
  }
  if (url.username !== '' || url.password !== '') throw refuse('its endpoint holds credentials')
  if (url.search !== '' || url.hash !== '') throw refuse('its endpoint has a query')
  return url
}
