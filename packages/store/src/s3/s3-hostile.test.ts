import { digestOf } from '@slipway/core'
import { afterAll, beforeAll, describe } from 'vitest'
import { HttpClient } from '../http/http-client.ts'
import { openAgent } from '../http/http-exchange.ts'
import { RETRIES, realTiming } from '../http/retry.ts'
import { describeHostileWriter } from '../testing/hostile-writer.ts'
import { VersityGateway } from '../testing/versity-gateway.ts'
import type { AwsCredentials } from './credentials/aws-credentials.ts'
import { usualAwsCredentials } from './credentials/usual-credentials.ts'
import { openS3 } from './open-s3.ts'
import { S3Service } from './s3-service.ts'

let gateway: VersityGateway

/** Writes what it likes, by the protocol alone: no path says to it what its bytes have to be. */
function strangerIn(bucket: string): HttpClient<AwsCredentials> {
  const { env } = gateway
  const surroundings = { env, home: env.HOME ?? '/', now: realTiming.now }
  const region = 'us-east-1'
  const endpoint = new URL(gateway.endpoint)
  const service = new S3Service({ url: `s3://${bucket}`, bucket, prefix: 'some/prefix', region, endpoint })
  return new HttpClient(service, {
    agent: openAgent('http:', env),
    credentials: usualAwsCredentials(surroundings, region),
    timing: realTiming,
    retries: RETRIES,
  })
}

describe.skipIf(!VersityGateway.installed)(`on a real server${VersityGateway.missing}`, () => {
  beforeAll(async () => {
    gateway = await VersityGateway.start()
  })
  afterAll(() => gateway.stop())

  describeHostileWriter('S3Backend', async () => {
    const bucket = gateway.makeBucket()
    const stranger = strangerIn(bucket)
    return {
      backend: openS3(`s3://${bucket}/some/prefix`, gateway.env),
      plant: async (path, bytes) => {
        await stranger.send({ verb: 'write', path, bytes, digest: digestOf(bytes), ifAbsent: false })
      },
      close: async () => {},
    }
  })
})
