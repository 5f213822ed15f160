import { afterAll, beforeAll, describe } from 'vitest'
import { FakeGcsServer } from '../testing/fake-gcs-server.ts'
import { describeHostileWriter } from '../testing/hostile-writer.ts'
import { openGcs } from './open-gcs.ts'

let server: FakeGcsServer

describe.skipIf(!FakeGcsServer.installed)(`on a real server${FakeGcsServer.missing}`, () => {
  beforeAll(async () => {
    server = await FakeGcsServer.start()
  })
  afterAll(() => server.stop())

  describeHostileWriter('GcsService', async () => {
    const bucket = await server.makeBucket()
    return {
      backend: openGcs(`gs://${bucket}/some/prefix`, server.env),
      plant: (path, bytes) => server.plant(bucket, `some/prefix/${path}`, bytes),
      close: async () => {},
    }
  })
})
