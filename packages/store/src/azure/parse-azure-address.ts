import { storeError } from '../error.ts'
import { oddNameOf, withoutUser } from '../http/store-prefix.ts'

/** Where a store lies on Azure Blob Storage. */
export interface AzureAddress {
  readonly account: string
  readonly container: string
  /** Before each path of the store, without a slash at its end; empty where the store is the whole container. */
  readonly prefix: string
}

const ADDRESS = /^az:\/\/([^/?#]*)\/([^/?#]*)(?:\/([^?#]*?))?\/*$/
// https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftstorage
const ACCOUNT = /^[a-z0-9]{3,24}$/
const CONTAINER = /^[a-z0-9](?:-?[a-z0-9]){2,62}$/

/**
 * Reads `az://account/container/prefix`. It names no server: whoever is asked gets a token, so an address that comes with a
 * pull request may not decide who that is.
 * @throws store/url-invalid
 */
export function parseAzureAddress(url: string): AzureAddress {
  const refuse = (found: string) =>
    storeError(
      'store/url-invalid',
      `Cannot use store "${withoutUser(url)}": ${found}; expected "az://account/container/prefix"`,
      { hint: 'The addresses of stores: docs/guides/remotes.md' },
    )
  const [, account = '', container = '', prefix = ''] = ADDRESS.exec(url) ?? []
  if (!ACCOUNT.test(account))
    throw refuse('what follows "az://" is no name of a storage account and a container')
  if (!CONTAINER.test(container)) throw refuse('what follows the account is no name of a container')
  const odd = oddNameOf(prefix)
  if (odd !== undefined) throw refuse(`"${odd}" cannot be part of its prefix`)
  return { account, container, prefix }
}
