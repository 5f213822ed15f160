import { CredentialChain } from '../../http/credential-chain.ts'
import type { Surroundings } from '../../http/credentials.ts'
import type { AzureCredentials } from '../azure-credentials.ts'
import { fromApplication } from './from-application.ts'
import { fromAzureCli } from './from-azure-cli.ts'
import { fromEnvironment } from './from-environment.ts'
import { fromManagedIdentity } from './from-managed-identity.ts'

/** The usual places, in the order of Azure's own libraries, after what names this account. */
export function usualAzureCredentials(
  surroundings: Surroundings,
  account: string,
): CredentialChain<AzureCredentials> {
  return new CredentialChain<AzureCredentials>({
    cloud: 'Azure Blob Storage',
    hint: 'In GitHub Actions set AZURE_TENANT_ID and AZURE_CLIENT_ID and grant `id-token: write`; elsewhere `az login`: docs/guides/remotes.md',
    sources: [
      fromEnvironment(surroundings, account),
      fromApplication(surroundings),
      fromManagedIdentity(surroundings),
      fromAzureCli(surroundings),
    ],
    now: surroundings.now,
  })
}
