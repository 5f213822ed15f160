import { Secret } from '@slipway/core'
import { storeError } from '../../error.ts'

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: Secret
  readonly sessionToken: Secret | undefined
  /** Undefined for those that stay valid. */
  readonly expiresMs: number | undefined
  /** Where they were found, for messages. */
  readonly source: string
}

/** One place where credentials may be. */
export interface CredentialSource {
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

/** Credentials as JSON of the AWS family; its values appear in no message. @throws store/credentials-failed */
export function parseCredentialsJson(
  text: string,
  source: string,
  tokenField: 'Token' | 'SessionToken',
): Credentials {
  let found: Record<string, unknown>
  try {
    found = JSON.parse(text) as Record<string, unknown>
  } catch {
    // The cause would quote the text, which may hold a secret.
    throw credentialsFailed(source, 'it answered with something else than JSON')
  }
  return checkCredentials(
    {
      accessKeyId: found.AccessKeyId,
      secretAccessKey: found.SecretAccessKey,
      sessionToken: found[tokenField],
      expiration: found.Expiration,
    },
    source,
  )
}

export interface FoundCredentials {
  readonly accessKeyId: unknown
  readonly secretAccessKey: unknown
  readonly sessionToken: unknown
  /** A date, where they expire. */
  readonly expiration: unknown
}

/** @throws store/credentials-failed when a part is missing or is no text */
export function checkCredentials(found: FoundCredentials, source: string): Credentials {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = found
  if (!isText(accessKeyId)) throw credentialsFailed(source, 'it names no access key')
  if (!isText(secretAccessKey)) throw credentialsFailed(source, 'it names no secret key')
  const expiresMs = isText(expiration) ? Date.parse(expiration) : undefined
  if (Number.isNaN(expiresMs)) throw credentialsFailed(source, 'they expire at what is no date')
  return {
    accessKeyId,
    secretAccessKey: new Secret(secretAccessKey),
    sessionToken: isText(sessionToken) ? new Secret(sessionToken) : undefined,
    expiresMs,
    source,
  }
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
