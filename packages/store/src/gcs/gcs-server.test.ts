import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeBackend } from '../testing/backend-contract.ts'
import { FakeGcsServer } from '../testing/fake-gcs-server.ts'
import { itServesStores } from '../testing/served-store.ts'
import { openGcs } from './open-gcs.ts'

let server: FakeGcsServer
const open = (bucket: string) => openGcs(`gs://${bucket}/some/prefix`, server.env)

describe.skipIf(!FakeGcsServer.installed)(`GcsService on a real server${FakeGcsServer.missing}`, () => {
  beforeAll(async () => {
    server = await FakeGcsServer.start()
  })
  afterAll(() => server.stop())

  describeBackend('GcsService', async () => ({
    backend: open(await server.makeBucket()),
    close: async () => {},
  }))

  itServesStores('gcs', async () => {
    const home = await server.makeBucket()
    return { home, open: () => open(home), env: server.env }
  })

  it('is refused where there is no such bucket', async () => {
    const backend = open('no-such-bucket')
    const refused = { code: 'store/bucket-missing', message: expect.stringContaining('"no-such-bucket"') }
    await expect(backend.putIfAbsent('x/y', Buffer.from('x'))).rejects.toMatchObject(refused)
    await expect(backend.list('')[Symbol.asyncIterator]().next()).rejects.toMatchObject(refused)
  })
})
