import type { Secret } from '@slipway/core'
import type { AccessToken } from '../http/access-token.ts'
import type { Expiring } from '../http/credentials.ts'

/** The key of the storage account, which signs each request. */
export interface AccountKey extends Expiring {
  readonly key: Secret
}

/** A shared access signature: parameters that are added to each address. */
export interface SharedAccess extends Expiring {
  readonly parameters: Secret
}

export type AzureCredentials = AccessToken | AccountKey | SharedAccess
