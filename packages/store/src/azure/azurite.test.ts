import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AZURITE_ACCOUNT, Azurite } from '../testing/azurite.ts'
import { describeBackend } from '../testing/backend-contract.ts'
import { itServesStores } from '../testing/served-store.ts'
import { openAzure } from './open-azure.ts'

let azurite: Azurite
const open = (container: string, env: Record<string, string> = {}) =>
  openAzure(`az://${AZURITE_ACCOUNT}/${container}/some/prefix`, { ...azurite.env, ...env })

describe.skipIf(!Azurite.installed)(`AzureService on a real server${Azurite.missing}`, () => {
  beforeAll(async () => {
    azurite = await Azurite.start()
  })
  afterAll(() => azurite.stop())

  describeBackend('AzureService', async () => ({
    backend: open(await azurite.makeContainer()),
    close: async () => {},
  }))

  itServesStores('azure', async () => {
    const home = await azurite.makeContainer()
    return { home, open: () => open(home), env: azurite.env }
  })

  it('signs whatever a path may hold, and lists it as it is', async () => {
    const backend = open(await azurite.makeContainer())
    const paths = ["x/d'e (1)!", 'x/ü%20+&=', 'x/a b~c']
    for (const path of paths) await backend.putIfAbsent(path, Buffer.from(path))
    const found: string[] = []
    for await (const { path } of backend.list('x/')) found.push(path)
    expect(found.sort()).toEqual(paths.sort())
    for (const path of paths) expect(await backend.size(path)).toBe(Buffer.byteLength(path))
  })

  it('is refused as the server refuses: a container, a key, a signature', async () => {
    const container = await azurite.makeContainer()
    const code = (backend = open(container)) =>
      backend.size('x/y').then(
        () => undefined,
        (error) => error.code,
      )
    const connection = azurite.env.AZURE_STORAGE_CONNECTION_STRING ?? ''
    const wrongKey = connection.replace(/AccountKey=[^;]*/, 'AccountKey=d3Jvbmc=')
    const shared = connection.replace(/AccountKey=[^;]*/, 'SharedAccessSignature=sv=2021-08-06&sig=wrong')
    expect(await code()).toBeUndefined()
    expect(await code(open('no-such-container'))).toBe('store/bucket-missing')
    // Azure itself says AuthenticationFailed to a wrong key, and is believed: azure-service.test.ts.
    for (const AZURE_STORAGE_CONNECTION_STRING of [wrongKey, shared])
      expect(await code(open(container, { AZURE_STORAGE_CONNECTION_STRING }))).toMatch(
        /^store\/(access-denied|credentials-failed)$/,
      )
  })
})
