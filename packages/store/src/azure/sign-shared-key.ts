import { createHmac } from 'node:crypto'
import type { ServiceRequest } from '../http/object-service.ts'

/** Headers that are signed by their place, whether they are there or not. */
const PLACES = [
  'content-encoding',
  'content-language',
  'content-length',
  'content-md5',
  'content-type',
  'date',
  'if-modified-since',
  'if-match',
  'if-none-match',
  'if-unmodified-since',
  'range',
]

/**
 * The Authorization header of a request by the key of its account.
 * https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key
 * @param key in base64
 */
export function signSharedKey(
  { method, url, headers, body }: ServiceRequest,
  account: string,
  key: string,
): string {
  const length = body?.reduce((sum, piece) => sum + piece.length, 0) || ''
  const placed = { ...headers, 'content-length': `${length}` } as Readonly<Record<string, string>>
  const named = Object.keys(headers)
    .filter((name) => name.startsWith('x-ms-'))
    .sort()
    .map((name) => `${name}:${headers[name]}`)
  const query = [...url.searchParams]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}:${value}`)
  const signed = [
    method,
    ...PLACES.map((name) => placed[name] ?? ''),
    ...named,
    `/${account}${url.pathname}`,
    ...query,
  ].join('\n')
  const signature = createHmac('sha256', Buffer.from(key, 'base64')).update(signed).digest('base64')
  return `SharedKey ${account}:${signature}`
}
