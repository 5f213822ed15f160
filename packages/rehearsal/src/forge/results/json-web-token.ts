import { createHmac, type KeyObject, sign, timingSafeEqual } from 'node:crypto'

type Claims = Readonly<Record<string, unknown>>

function encode(value: Claims): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

/** A token that only its maker can check (HS256). */
export function signWithSecret(claims: Claims, secret: Uint8Array): string {
  const text = `${encode({ typ: 'JWT', alg: 'HS256' })}.${encode(claims)}`
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}

/** Claims of a token that was signed with this secret and is not over; else undefined. */
export function readWithSecret(token: string, secret: Uint8Array, now: Date): Claims | undefined {
  const [header = '', body = '', signature = ''] = token.split('.')
  const expected = createHmac('sha256', secret).update(`${header}.${body}`).digest('base64url')
  if (!equal(signature, expected)) return undefined
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Claims
  return Number(claims.exp) * 1000 > now.getTime() ? claims : undefined
}

/** A token that everybody can check with the public key (RS256). */
export function signWithKey(claims: Claims, key: KeyObject, keyId: string): string {
  const text = `${encode({ typ: 'JWT', alg: 'RS256', kid: keyId })}.${encode(claims)}`
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`
}

/** Compares texts in a time that does not depend on where they differ. */
export function equal(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}
