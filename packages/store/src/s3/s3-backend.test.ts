import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { digestOf } from '@slipway/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readText, readWhole } from '../read-whole.ts'
import { Store } from '../store.ts'
import { blobPath } from '../store-path.ts'
import { describeBackend } from '../testing/backend-contract.ts'
import { openStandIn, STAND_IN_PART_BYTES, STAND_IN_SECRET } from '../testing/stand-in-backend.ts'
import { type Arrival, type Fault, StandInS3 } from '../testing/stand-in-s3.ts'
import { PART_BYTES, planPartBytes } from './s3-backend.ts'

let s3: StandInS3
beforeAll(async () => {
  s3 = await StandInS3.start()
})
afterAll(() => s3.stop())
beforeEach(() => {
  s3.objects.clear()
  s3.uploads.clear()
  s3.log.length = 0
  s3.fault = () => undefined
  s3.ignoresConditions = false
  s3.pageSize = 1000
})

describeBackend('S3Backend (stand-in)', async () => ({
  backend: openStandIn(s3).backend,
  close: async () => s3.objects.clear(),
}))

const RECORD = 'runs/main/aa/key/1'
const data = Buffer.from('content of a blob')
const blob = blobPath(digestOf(data))
const large = randomBytes(2 * STAND_IN_PART_BYTES + 5)
const largeBlob = blobPath(digestOf(large))
const isPut = ({ method }: Arrival) => method === 'PUT'
const isGet = ({ method }: Arrival) => method === 'GET'

describe('S3Backend that writes', () => {
  it('waits as long as an overloaded server asks, and then succeeds', async () => {
    s3.failTimes(3, { status: 503, code: 'SlowDown', headers: { 'retry-after': '7' } }, isPut)
    const { backend, waits } = openStandIn(s3)
    expect(await backend.putIfAbsent(blob, data)).toBe('created')
    expect(waits).toEqual([7000, 7000, 7000])
  })

  it('gives up after a bounded number of attempts and a bounded time, and leaves nothing', async () => {
    for (const [headers, most] of [
      [{}, 7],
      [{ 'retry-after': '40' }, 3],
    ] as const) {
      s3.log.length = 0
      s3.fault = () => ({ status: 503, code: 'SlowDown', headers })
      const { backend, waits } = openStandIn(s3)
      await expect(backend.put(RECORD, data)).rejects.toMatchObject({
        code: 'store/write-failed',
        kind: 'external',
      })
      expect(s3.log.length).toBe(most)
      expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(90_000)
      expect(s3.objects.size).toBe(0)
    }
  })

  it.each([408, 429, 500, 502, 504])('tries again after %i', async (status) => {
    s3.failTimes(1, { status }, isPut)
    expect(await openStandIn(s3).backend.putIfAbsent(RECORD, data)).toBe('created')
  })

  it('takes a conflict for a race that is not decided yet, and a failed condition for one that is lost', async () => {
    s3.failTimes(2, { status: 409, code: 'ConditionalRequestConflict' }, isPut)
    const { backend } = openStandIn(s3)
    expect(await backend.putIfAbsent(RECORD, data)).toBe('created')
    expect(await backend.putIfAbsent(RECORD, Buffer.from('other'))).toBe('exists')
    expect(await readText(backend.read(RECORD))).toBe(data.toString())
  })

  it('knows its own write when the answer was lost, and does not take another’s for it', async () => {
    const { backend } = openStandIn(s3)
    await backend.putIfAbsent('format', data)
    s3.failTimes(1, { cut: 'after' }, isPut)
    expect(await backend.putIfAbsent(RECORD, data)).toBe('created')
    s3.failTimes(1, { cut: 'after' }, isPut)
    expect(await backend.putIfAbsent(RECORD, Buffer.from('other'))).toBe('exists')
    expect(await readText(backend.read(RECORD))).toBe(data.toString())
  })

  it('survives connections that are cut before and after, and servers that fall silent', async () => {
    for (const fault of [{ cut: 'before' }, { cut: 'after' }, { stall: 'before' }] satisfies Fault[]) {
      s3.objects.clear()
      s3.failTimes(1, fault, isPut)
      expect(await openStandIn(s3, { stallMs: 60 }).backend.putIfAbsent(blob, data)).toBe('created')
    }
  })

  it('refuses a server that ignores conditions, or knows none, before a record is lost', async () => {
    const ignores = () => {
      s3.ignoresConditions = true
    }
    const knowsNone = () => {
      s3.fault = ({ headers }) =>
        headers['if-none-match'] ? { status: 501, code: 'NotImplemented' } : undefined
    }
    for (const [misbehave, said] of [
      [ignores, 'ignores the condition'],
      [knowsNone, 'knows no condition'],
    ] as const) {
      s3.objects.clear()
      s3.objects.set(`p/${RECORD}`, Buffer.from('first'))
      misbehave()
      for (const path of [RECORD, 'runs/main/aa/key/2']) {
        await expect(openStandIn(s3).backend.putIfAbsent(path, Buffer.from('second'))).rejects.toMatchObject({
          code: 'store/conditions-ignored',
          kind: 'usage',
          message: expect.stringContaining(said),
        })
      }
      expect(s3.objects.get(`p/${RECORD}`)?.toString()).toBe('first')
      s3.ignoresConditions = false
      s3.fault = () => undefined
      expect(await openStandIn(s3).backend.putIfAbsent('runs/main/aa/key/3', data)).toBe('created')
    }
  })

  it('proves conditions once in a process, with the first write', async () => {
    const { backend } = openStandIn(s3)
    await Promise.all([1, 2, 3].map((n) => backend.putIfAbsent(`x/${n}`, data)))
    expect(s3.log.filter((line) => line.startsWith('PUT')).length).toBe(4)
    s3.log.length = 0
    await backend.putIfAbsent('x/4', data)
    expect(s3.log).toEqual(['PUT p/x/4'])
  })
})

describe('S3Backend with large blobs', () => {
  it('sends parts, and completes them to the blob', async () => {
    async function* pieces() {
      for (let at = 0; at < large.length; at += 99_999) yield large.subarray(at, at + 99_999)
    }
    const { backend } = openStandIn(s3)
    s3.failTimes(2, { status: 503 }, ({ query }) => query.get('partNumber') === '2')
    expect(await backend.putIfAbsent(largeBlob, { chunks: pieces(), bytes: large.length })).toBe('created')
    expect(s3.objects.get(`p/${largeBlob}`)?.equals(large)).toBe(true)
    expect(s3.log.filter((line) => line.includes('partNumber')).length).toBe(5)
    s3.objects.clear()
    s3.failTimes(1, { cut: 'after' }, ({ method, query }) => method === 'POST' && query.has('uploadId'))
    expect(await backend.putIfAbsent(largeBlob, large)).toBe('created')
    s3.log.length = 0
    expect(await backend.putIfAbsent(largeBlob, large)).toBe('exists')
    expect(s3.log).toEqual([`HEAD p/${largeBlob}`])
  })

  it('leaves neither object nor parts of a wrong digest, a part that fails, an end that fails or a lost race', async () => {
    const wrong = Buffer.from(large)
    wrong[large.length - 1] = (wrong.at(-1) ?? 0) ^ 1
    const { backend } = openStandIn(s3)
    await expect(backend.putIfAbsent(largeBlob, wrong)).rejects.toMatchObject({
      code: 'store/object-corrupt',
    })
    expect([s3.objects.size, s3.uploads.size]).toEqual([0, 0])
    s3.fault = ({ query }) =>
      query.get('partNumber') === '3' ? { status: 403, code: 'AccessDenied' } : undefined
    await expect(backend.putIfAbsent(largeBlob, large)).rejects.toMatchObject({ code: 'store/access-denied' })
    expect([s3.objects.size, s3.uploads.size]).toEqual([0, 0])
    s3.fault = ({ method, query }) =>
      method === 'POST' && query.has('uploadId') ? { status: 200, code: 'InvalidPart' } : undefined
    await expect(backend.putIfAbsent(largeBlob, large)).rejects.toMatchObject({ code: 'store/write-failed' })
    expect([s3.objects.size, s3.uploads.size]).toEqual([0, 0])
    // A lost race whose parts the server dropped at once.
    s3.fault = ({ method, query }) => {
      if (method !== 'POST' || !query.has('uploadId')) return undefined
      s3.uploads.clear()
      s3.objects.set(`p/${largeBlob}`, large)
      return { status: 404, code: 'NoSuchUpload' }
    }
    expect(await backend.putIfAbsent(largeBlob, large)).toBe('exists')
    s3.objects.clear()
    s3.fault = ({ query }) => {
      if (query.get('partNumber') === '1') s3.objects.set(`p/${largeBlob}`, large)
      return undefined
    }
    expect(await backend.putIfAbsent(largeBlob, large)).toBe('exists')
    expect(s3.uploads.size).toBe(0)
    s3.fault = () => undefined
    s3.objects.clear()
    expect(await backend.putIfAbsent(largeBlob, large)).toBe('created')
  })

  it('planPartBytes() stays within the 10,000 parts of S3', () => {
    expect(planPartBytes(PART_BYTES + 1, PART_BYTES)).toBe(PART_BYTES)
    for (const bytes of [1e11, 5e12]) {
      const part = planPartBytes(bytes, PART_BYTES)
      expect([Math.ceil(bytes / part) <= 10_000, part % (1 << 20)]).toEqual([true, 0])
    }
  })
})

describe('S3Backend that reads', () => {
  it('goes on where a body broke, and never with bytes of another object', async () => {
    const { backend } = openStandIn(s3)
    s3.objects.set(`p/${largeBlob}`, large)
    // More often than a request is repeated: each of them brought something.
    s3.failTimes(9, { cut: 'within' }, isGet)
    expect(Buffer.compare(await readWhole(backend.read(largeBlob)), large)).toBe(0)
    s3.failTimes(1, { cut: 'within' }, isGet)
    const range = { start: 1000, end: 500_000 }
    expect(
      Buffer.compare(await readWhole(backend.read(largeBlob, range)), large.subarray(1000, 500_000)),
    ).toBe(0)
    let reads = 0
    s3.fault = ({ method }) => {
      if (method !== 'GET') return undefined
      if (++reads > 1) s3.objects.set(`p/${largeBlob}`, randomBytes(large.length))
      return reads === 1 ? { cut: 'within' } : undefined
    }
    await expect(readWhole(backend.read(largeBlob))).rejects.toMatchObject({ code: 'store/read-failed' })
  })

  it.each(['before', 'within'] as const)(
    'gives up a connection that falls silent (%s), and reads on by another',
    async (stall) => {
      const { backend } = openStandIn(s3, { stallMs: 60 })
      s3.objects.set(`p/${RECORD}`, data)
      s3.failTimes(2, { stall }, isGet)
      expect(await readText(backend.read(RECORD))).toBe(data.toString())
      expect(s3.log.length).toBe(3)
    },
  )

  it('gives up a body that breaks every time', async () => {
    const { backend } = openStandIn(s3)
    s3.objects.set(`p/${RECORD}`, data)
    s3.fault = () => ({ cut: 'before' })
    await expect(readWhole(backend.read(RECORD))).rejects.toMatchObject({ code: 'store/read-failed' })
    expect(s3.log.length).toBe(7)
  })

  it.each(['flip', 'short'] as const)(
    'a store finds a body with a fault (%s), and reads it once more',
    async (damage) => {
      const { backend } = openStandIn(s3)
      const store = new Store(backend)
      s3.objects.set(`p/${blob}`, data)
      s3.failTimes(1, { damage }, isGet)
      expect(Buffer.from(await store.readBytes(digestOf(data))).equals(data)).toBe(true)
      s3.log.length = 0
      s3.failTimes(9, { damage }, isGet)
      await expect(store.readBytes(digestOf(data))).rejects.toMatchObject({ code: 'store/object-corrupt' })
      expect(s3.log).toEqual([`GET p/${blob}`, `GET p/${blob}`])
    },
  )

  it('lists page after page, whatever the names', async () => {
    s3.pageSize = 2
    const paths = ['x/a', 'x/b&<c>"', "x/d'e", 'x/ü%20+', 'x/z']
    for (const path of [...paths, 'x/folder/']) s3.objects.set(`p/${path}`, data)
    s3.objects.set('pother/x/1', data)
    const found: string[] = []
    for await (const { path, bytes, modifiedMs } of openStandIn(s3).backend.list('x/')) {
      found.push(path)
      expect([bytes, modifiedMs]).toEqual([data.length, Date.UTC(2026, 0, 2, 3, 4, 5)])
    }
    expect(found.sort()).toEqual(paths.sort())
    expect(s3.log.length).toBe(3)
  })
})

describe('S3Backend that is refused', () => {
  const refusal = async (fault: Fault, work: 'read' | 'size' | 'put' | 'delete' | 'list', options = {}) => {
    s3.fault = () => fault
    const { backend } = openStandIn(s3, options)
    const works = {
      read: () => readWhole(backend.read(blob)),
      size: () => backend.size(blob),
      put: () => backend.putIfAbsent(blob, data),
      delete: () => backend.delete(blob),
      list: () => backend.list('runs/')[Symbol.asyncIterator]().next(),
    }
    const error = await works[work]().then(
      () => undefined,
      (caught: unknown) => caught,
    )
    // Whatever went wrong, what is a secret is in none of it.
    expect(inspect(error, { depth: 9 })).not.toContain(STAND_IN_SECRET)
    return error
  }

  it.each([
    ['read', 's3:GetObject'],
    ['size', 's3:ListBucket'],
    ['put', 's3:PutObject'],
    ['delete', 's3:DeleteObject'],
    ['list', 's3:ListBucket'],
  ] as const)('names the right that is missing: to %s, %s', async (work, right) => {
    const found = await refusal({ status: 403, code: 'AccessDenied' }, work === 'put' ? 'put' : work)
    const expected = work === 'put' ? 's3:GetObject' : right
    expect(found).toMatchObject({ code: 'store/access-denied', message: expect.stringContaining(expected) })
  })

  it('names a bucket that is not there, also where only its objects are asked for', async () => {
    for (const work of ['read', 'size', 'put', 'delete', 'list'] as const) {
      expect(await refusal({ status: 404, code: 'NoSuchBucket' }, work)).toMatchObject({
        code: 'store/bucket-missing',
        message: expect.stringContaining('"bucket"'),
      })
    }
  })

  it('renews credentials that have expired, once', async () => {
    s3.fault = ({ accessKey }) => (accessKey === 'OLD' ? { status: 400, code: 'ExpiredToken' } : undefined)
    expect(await openStandIn(s3, { accessKeys: ['OLD', 'NEW'] }).backend.putIfAbsent(blob, data)).toBe(
      'created',
    )
    expect(await refusal({ status: 400, code: 'ExpiredToken' }, 'read')).toMatchObject({
      code: 'store/credentials-failed',
      message: expect.stringContaining('the test'),
    })
  })

  it('says how far the clock is off', async () => {
    const fault = { status: 403, code: 'RequestTimeTooSkewed' }
    expect(await refusal(fault, 'read', { skewMs: 42 * 60_000 })).toMatchObject({
      code: 'store/clock-skewed',
      message: expect.stringContaining('42 min ahead'),
    })
    expect(await refusal(fault, 'read', { skewMs: -17 * 60_000 })).toMatchObject({
      message: expect.stringContaining('17 min behind'),
    })
  })

  it('follows the bucket to its region once, and names it where that does not help', async () => {
    const regions: string[] = []
    s3.fault = ({ region }) => {
      regions.push(region)
      return region === 'eu-west-3'
        ? undefined
        : { status: 301, code: 'PermanentRedirect', headers: { 'x-amz-bucket-region': 'eu-west-3' } }
    }
    expect(await openStandIn(s3).backend.size(blob)).toBeUndefined()
    expect(regions.slice(0, 2)).toEqual(['us-east-1', 'eu-west-3'])
    let calls = 0
    s3.fault = () => ({
      status: 400,
      code: 'AuthorizationHeaderMalformed',
      detail: `<Region>region-${++calls}</Region>`,
    })
    await expect(readWhole(openStandIn(s3).backend.read(blob))).rejects.toMatchObject({
      code: 'store/region-wrong',
      hint: expect.stringContaining('region=region-2'),
    })
  })

  it.each(['InvalidAccessKeyId', 'SignatureDoesNotMatch'])(
    'says where the credentials come from: %s',
    async (code) => {
      expect(await refusal({ status: 403, code }, 'list')).toMatchObject({
        code: 'store/credentials-failed',
        message: expect.stringContaining('the test'),
      })
    },
  )

  it('takes a page of a proxy for no list', async () => {
    s3.fault = () => ({ status: 200, detail: '' })
    await expect(openStandIn(s3).backend.list('')[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'store/read-failed',
    })
  })
})
