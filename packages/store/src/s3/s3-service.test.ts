import { digestOf } from '@slipway/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readWhole } from '../read-whole.ts'
import { blobPath } from '../store-path.ts'
import { describeBackend } from '../testing/backend-contract.ts'
import { openStandInS3 } from '../testing/stand-in-backend.ts'
import { StandInS3 } from '../testing/stand-in-s3.ts'
import { describeUnreliableServer } from '../testing/unreliable-server.ts'

let s3: StandInS3
beforeAll(async () => {
  s3 = await StandInS3.start()
})
afterAll(() => s3.stop())
beforeEach(() => s3.reset())

describeBackend('S3Service (stand-in)', async () => ({
  backend: openStandInS3(s3).backend,
  close: async () => s3.reset(),
}))

describeUnreliableServer('S3Service', {
  start: StandInS3.start,
  open: (server, options) => openStandInS3(server, options),
  words: {
    overloaded: { status: 503, code: 'SlowDown' },
    conflict: { status: 409, code: 'ConditionalRequestConflict' },
    denied: { status: 403, code: 'AccessDenied' },
    expired: { status: 400, code: 'ExpiredToken' },
    refused: { status: 403, code: 'SignatureDoesNotMatch' },
    homeless: { status: 404, code: 'NoSuchBucket' },
    skewed: { status: 403, code: 'RequestTimeTooSkewed' },
    rights: {
      read: 's3:GetObject',
      size: 's3:ListBucket',
      write: 's3:PutObject',
      delete: 's3:DeleteObject',
      list: 's3:ListBucket',
    },
  },
})

const data = Buffer.from('content of a blob')
const blob = blobPath(digestOf(data))

describe('S3Service', () => {
  it('refuses a server that knows no conditions, before a record is lost', async () => {
    const record = 'runs/main/aa/key/1'
    s3.objects.set(`p/${record}`, Buffer.from('first'))
    s3.fault = ({ headers }) =>
      headers['if-none-match'] ? { status: 501, code: 'NotImplemented' } : undefined
    await expect(openStandInS3(s3).backend.putIfAbsent(record, data)).rejects.toMatchObject({
      code: 'store/conditions-ignored',
      message: expect.stringContaining('knows no condition'),
    })
    expect(s3.objects.get(`p/${record}`)?.toString()).toBe('first')
  })

  it('follows the bucket to its region once, and names it where that does not help', async () => {
    const regions: string[] = []
    s3.fault = ({ headers }) => {
      const region = /Credential=[^/]*\/\d+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? ''
      regions.push(region)
      return region === 'eu-west-3'
        ? undefined
        : { status: 301, code: 'PermanentRedirect', headers: { 'x-amz-bucket-region': 'eu-west-3' } }
    }
    expect(await openStandInS3(s3).backend.size(blob)).toBeUndefined()
    expect(regions).toEqual(['us-east-1', 'eu-west-3'])
    let calls = 0
    s3.fault = () => ({
      status: 400,
      code: 'AuthorizationHeaderMalformed',
      detail: `<Region>region-${++calls}</Region>`,
    })
    await expect(readWhole(openStandInS3(s3).backend.read(blob))).rejects.toMatchObject({
      code: 'store/region-wrong',
      hint: expect.stringContaining('region=region-2'),
    })
    s3.fault = () => ({ status: 301, code: 'PermanentRedirect' })
    await expect(openStandInS3(s3).backend.size(blob)).rejects.toMatchObject({ code: 'store/region-wrong' })
  })
})
