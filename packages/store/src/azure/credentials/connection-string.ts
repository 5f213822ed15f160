import { Secret } from '@slipway/core'
import { credentialsFailed } from '../../http/credentials.ts'

export interface Connection {
  /** Of the account's blobs; undefined for the public cloud's own. */
  readonly endpoint: string | undefined
  readonly key: Secret | undefined
  readonly sharedAccess: Secret | undefined
}

const SOURCE = 'AZURE_STORAGE_CONNECTION_STRING'

/**
 * Reads `AccountName=…;AccountKey=…;EndpointSuffix=…`; undefined for none.
 * https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string
 * @throws store/credentials-failed when it is of another account than the store's; nothing of it is repeated
 */
export function parseConnectionString(text: string | undefined, account: string): Connection | undefined {
  if (!text) return undefined
  const parts = new Map(
    text.split(';').map((part): [string, string] => {
      const [, name = '', value = ''] = /^\s*([^=]+)=(.*)$/s.exec(part) ?? []
      return [name.toLowerCase(), value.trim()]
    }),
  )
  const secretAt = (name: string) => {
    const found = parts.get(name)
    return found ? new Secret(found) : undefined
  }
  const found = parts.get('accountname')
  if (found !== undefined && found !== account)
    throw credentialsFailed(SOURCE, `it is of account "${found}"; expected "${account}", as in the address`)
  const suffix = parts.get('endpointsuffix')
  const protocol = parts.get('defaultendpointsprotocol') || 'https'
  const named = parts.get('blobendpoint') || (suffix && `${protocol}://${account}.blob.${suffix}`)
  const connection = {
    endpoint: named || undefined,
    key: secretAt('accountkey'),
    sharedAccess: secretAt('sharedaccesssignature'),
  }
  if (connection.key || connection.sharedAccess) return connection
  throw credentialsFailed(SOURCE, 'it has neither "AccountKey" nor "SharedAccessSignature"')
}
