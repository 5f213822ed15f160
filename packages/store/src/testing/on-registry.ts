import { digestOf } from '@slipway/core'
import { openAgent } from '../http/http-exchange.ts'
import { RETRIES } from '../http/retry.ts'
import { formatObjectManifest } from '../oci/object-manifest.ts'
import { tagOf } from '../oci/object-tag.ts'
import { OciClient, type OciSettings } from '../oci/oci-client.ts'
import { OciRepository } from '../oci/oci-repository.ts'
import { parseOciAddress } from '../oci/parse-oci-address.ts'
import { quietTiming } from './quiet-timing.ts'

/** How a backend reaches a repository of a real registry that asks nobody who they are; its waits are short. */
export function settingsOnRegistry(host: string, repository: string): OciSettings {
  const url = `oci://${host}/${repository}`
  const agent = openAgent('http:', {})
  return {
    url,
    address: parseOciAddress(url),
    findCredentials: async () => undefined,
    agentOf: () => agent,
    timing: quietTiming([agent]),
    retries: RETRIES,
    settleMs: 3_000,
  }
}

/** Puts a tag of the store on other content, as anybody can who may write to the repository. */
export async function plantInRegistry(
  host: string,
  repository: string,
  path: string,
  bytes: Uint8Array,
): Promise<void> {
  const settings = settingsOnRegistry(host, repository)
  const past = new OciRepository(new OciClient(settings), settings.address)
  const object = { path, content: digestOf(bytes), bytes: bytes.length, createdMs: Date.now() }
  const purpose = { verb: 'write', path } as const
  await past.putConfig(purpose)
  await past.putBlob(object.content, bytes, purpose)
  await past.putManifest(tagOf(path), formatObjectManifest(object), purpose)
}
