import { afterAll, beforeAll, describe } from 'vitest'
import { promisedDigest } from '../store-path.ts'
import { describeHostileWriter } from '../testing/hostile-writer.ts'
import { plantInRegistry, settingsOnRegistry } from '../testing/on-registry.ts'
import { missingTools, RegistryServer } from '../testing/registry-server.ts'
import { OciBackend } from './oci-backend.ts'

const missing = missingTools('crane')

describe.skipIf(missing !== '')(`on a real registry${missing}`, () => {
  let server: RegistryServer
  beforeAll(async () => {
    server = await RegistryServer.start('crane')
  })
  afterAll(() => server.stop())

  describeHostileWriter('OciBackend', async () => {
    const repository = server.makeRepository()
    return {
      backend: new OciBackend(settingsOnRegistry(server.host, repository)),
      plant: (path, bytes) => plantInRegistry(server.host, repository, path, bytes),
      // Whoever writes moves a tag; the blob that it led to stays under its digest.
      isReadByDigest: (path) => promisedDigest(path) !== undefined,
      close: async () => {},
    }
  })
})
