import { CredentialChain } from '../../http/credential-chain.ts'
import type { CredentialSource, Surroundings } from '../../http/credentials.ts'
import type { GcsCredentials } from '../gcs-service.ts'
import { fromFile } from './from-file.ts'
import { fromMetadataServer } from './from-metadata-server.ts'

/** The usual places, in the order of Google's own libraries. */
export function usualGcsCredentials(surroundings: Surroundings): CredentialChain<GcsCredentials> {
  return new CredentialChain({
    cloud: 'Google Cloud Storage',
    hint: 'In GitHub Actions use google-github-actions/auth; elsewhere `gcloud auth application-default login`: docs/guides/remotes.md',
    sources: [forEmulator(surroundings), fromFile(surroundings), fromMetadataServer(surroundings)],
    now: surroundings.now,
  })
}

/** An emulator asks nobody who they are, and is to be told no token. */
function forEmulator({ env }: Surroundings): CredentialSource<GcsCredentials> {
  const place = 'STORAGE_EMULATOR_HOST'
  const nobody = { token: undefined, expiresMs: undefined, source: place }
  return { place, find: async () => (env.STORAGE_EMULATOR_HOST ? nobody : undefined) }
}
