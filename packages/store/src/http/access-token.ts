import { Secret } from '@slipway/core'
import { credentialsFailed, type Expiring, isText, parseJsonObject } from './credentials.ts'

/** What an OAuth service gives: whoever has it may do what it is for, until it expires. */
export interface AccessToken extends Expiring {
  readonly token: Secret
}

/**
 * The token of a reply, in the words of OAuth (`access_token`, `expires_in` seconds), of Google (`accessToken`, `expireTime`)
 * and of Azure (`expires_on`, seconds since 1970).
 * @throws store/credentials-failed, without anything of the reply
 */
export function parseAccessToken(text: string, source: string, nowMs: number): AccessToken {
  const found = parseJsonObject(text, source)
  const token = found.access_token ?? found.accessToken
  if (!isText(token)) throw credentialsFailed(source, 'it answered without a token')
  const { expires_in: seconds, expires_on: at, expireTime: date } = found
  const expiresMs = isText(date)
    ? Date.parse(date)
    : seconds === undefined
      ? Number(at) * 1000
      : nowMs + Number(seconds) * 1000
  if (Number.isNaN(expiresMs)) throw credentialsFailed(source, 'its token expires at what is no date')
  return { token: new Secret(token), expiresMs, source }
}
