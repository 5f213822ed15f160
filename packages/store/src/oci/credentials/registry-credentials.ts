import type { Secret } from '@slipway/core'
import { storeError } from '../../error.ts'

/** What a registry, or the service that gives its tokens, is shown. */
export interface RegistryCredentials {
  readonly user: string
  readonly password: Secret
  /** A password is shown as it is; an identity is exchanged for tokens by OAuth 2. */
  readonly kind: 'password' | 'identity'
  /** Where they were found, for messages. */
  readonly source: string
}

/** What the search for credentials may know of this machine. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
}

export function credentialsFailed(
  source: string,
  problem: string,
  details: { hint?: string; cause?: unknown } = {},
): Error {
  return storeError('store/credentials-failed', `Cannot get credentials from ${source}: ${problem}`, details)
}
