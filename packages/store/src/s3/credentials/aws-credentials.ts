import { Secret } from '@slipway/core'
import {
  type CredentialSource,
  credentialsFailed,
  type Expiring,
  isText,
  parseJsonObject,
} from '../../http/credentials.ts'

export interface AwsCredentials extends Expiring {
  readonly accessKeyId: string
  readonly secretAccessKey: Secret
  readonly sessionToken: Secret | undefined
}

export type AwsSource = CredentialSource<AwsCredentials>

/** Credentials as JSON of the AWS family; its values appear in no message. @throws store/credentials-failed */
export function parseCredentialsJson(
  text: string,
  source: string,
  tokenField: 'Token' | 'SessionToken',
): AwsCredentials {
  const found = parseJsonObject(text, source)
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
export function checkCredentials(found: FoundCredentials, source: string): AwsCredentials {
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
