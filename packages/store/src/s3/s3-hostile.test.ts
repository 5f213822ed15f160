import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { describeHostileWriter } from '../testing/hostile-writer.ts'
import { VersityGateway } from '../testing/versity-gateway.ts'
import { openS3 } from './open-s3.ts'

let gateway: VersityGateway

describe.skipIf(!VersityGateway.installed)(`on a real server${VersityGateway.missing}`, () => {
  beforeAll(async () => {
    gateway = await VersityGateway.start()
  })
  afterAll(() => gateway.stop())

  describeHostileWriter('S3Backend', async () => {
    const bucket = gateway.makeBucket()
    return {
      backend: openS3(`s3://${bucket}/some/prefix`, gateway.env),
      plant: async (path, bytes) => {
        const file = join(gateway.folderOf(bucket), 'some/prefix', path)
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, bytes)
      },
      close: async () => {},
    }
  })
})
