import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { type Actor, ANONYMOUS } from './actor.ts'
import type { ForgeState } from './forge-state.ts'

/** Makes a token for an actor; its beginning says what it is, as GitHub's do. */
export function issueToken(forge: ForgeState, actor: Actor): string {
  const token = `${actor.kind === 'job' ? 'ghs' : 'ghp'}_${randomBytes(18).toString('hex')}`
  forge.tokens.set(token, actor)
  return token
}

/**
 * Who sent this request: `Bearer`, `token`, or `Basic` with the token as the password.
 * @returns undefined for a token that nobody has, or that was revoked
 */
export function actorOf(forge: ForgeState, headers: IncomingHttpHeaders): Actor | undefined {
  const [scheme = '', credentials = ''] = (headers.authorization ?? '').trim().split(/ +/)
  if (scheme === '') return ANONYMOUS
  if (/^(bearer|token)$/i.test(scheme)) return forge.tokens.get(credentials)
  if (!/^basic$/i.test(scheme)) return undefined
  const [user = '', password = ''] = Buffer.from(credentials, 'base64').toString().split(':')
  // Git also takes the token as the user's name, with nothing or "x-oauth-basic" behind it.
  return forge.tokens.get(password) ?? forge.tokens.get(user)
}
