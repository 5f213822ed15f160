import { readFileSync } from 'node:fs'
import { storeError } from '../error.ts'

/** What every kind of credentials has. */
export interface Expiring {
  /** Undefined for those that stay valid. */
  readonly expiresMs: number | undefined
  /** Where they were found, for messages. */
  readonly source: string
}

/** One place where credentials may be. */
export interface CredentialSource<Credentials extends Expiring> {
  /** For the message that none were found. */
  readonly place: string
  /**
   * Undefined where the place holds none.
   * @throws store/credentials-failed where it should, and does not give them
   */
  find(): Promise<Credentials | undefined>
}

/** What a credential source may know of this machine. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  readonly now: () => number
}

export function credentialsFailed(
  source: string,
  problem: string,
  details: { hint?: string; cause?: unknown } = {},
): Error {
  return storeError('store/credentials-failed', `Cannot get credentials from ${source}: ${problem}`, details)
}

/** A token that another program keeps in a file and renews there. @throws store/credentials-failed */
export function readTokenFile(file: string, source: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (cause) {
    throw credentialsFailed(source, `the token file "${file}" cannot be read`, { cause })
  }
}

/** Text that is JSON and an object; its values appear in no message. @throws store/credentials-failed */
export function parseJsonObject(text: string, source: string): Readonly<Record<string, unknown>> {
  try {
    const found: unknown = JSON.parse(text)
    if (typeof found === 'object' && found !== null) return found as Record<string, unknown>
  } catch {
    // The cause would quote the text, which may hold a secret.
  }
  throw credentialsFailed(source, 'it answered with something else than JSON')
}

export const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
