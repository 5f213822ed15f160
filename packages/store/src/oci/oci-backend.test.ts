import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { digestOf } from '@slipway/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { atATime } from '../at-a-time.ts'
import { openAgent } from '../http/http-exchange.ts'
import { readText, readWhole } from '../read-whole.ts'
import { Store } from '../store.ts'
import { blobPath } from '../store-path.ts'
import { describeBackend } from '../testing/backend-contract.ts'
import { openInRegistry, SETTLE_MS } from '../testing/open-in-registry.ts'
import { quietTiming } from '../testing/quiet-timing.ts'
import {
  type RegistryArrival,
  type RegistryFault,
  STAND_IN_USER,
  StandInRegistry,
} from '../testing/stand-in-registry.ts'
import { useOnce } from '../testing/use-once.ts'
import { formatObjectManifest } from './object-manifest.ts'
import { tagOf } from './object-tag.ts'
import { failureError, isPassing, noAnswer } from './oci-failure.ts'

let registry: StandInRegistry
beforeAll(async () => {
  registry = await StandInRegistry.start()
})
afterAll(() => registry.stop())
beforeEach(() => registry.reset())

describeBackend('OciBackend (stand-in)', async () => {
  const agent = openAgent('http:', {})
  const settings = { agentOf: () => agent, timing: quietTiming([agent]) }
  return { backend: openInRegistry(registry, { settings }).backend, close: async () => registry.reset() }
})

const RECORD = 'runs/main/aa/key/1'
const data = Buffer.from('content of a blob')
const blob = blobPath(digestOf(data))
const large = randomBytes(600_000)
const largeBlob = blobPath(digestOf(large))
const isUpload = ({ method, path }: RegistryArrival) => method === 'PUT' && path.startsWith('blobs/uploads/')
const isTagging = ({ method, path }: RegistryArrival) => method === 'PUT' && path.startsWith('manifests/')
const isBlob = ({ method, path }: RegistryArrival) => method === 'GET' && path.startsWith('blobs/')
const isManifest = ({ method, path }: RegistryArrival) => method === 'GET' && path.startsWith('manifests/')

/** Somebody else's record, written past the backend. */
function writeAs(path: string, text: string): void {
  const content = Buffer.from(text)
  const config = Buffer.from('{}')
  for (const each of [content, config]) registry.blobs.set(digestOf(each), each)
  const object = { path, content: digestOf(content), bytes: content.length, createdMs: 0 }
  const manifest = formatObjectManifest(object, text)
  registry.manifests.set(digestOf(manifest), manifest)
  registry.tags.set(tagOf(path), digestOf(manifest))
}

describe('OciBackend that writes', () => {
  it('waits as long as an overloaded server asks, and then succeeds', async () => {
    registry.failTimes(3, { status: 503, code: 'DENIED', headers: { 'retry-after': '7' } }, isUpload)
    const { backend, waits } = openInRegistry(registry)
    expect(await backend.putIfAbsent(blob, data)).toBe('created')
    expect(waits).toEqual([7000, 7000, 7000])
  })

  it('gives up after a bounded number of attempts and a bounded time, and leaves nothing', async () => {
    for (const [headers, most] of [
      [{}, 7],
      [{ 'retry-after': '40' }, 3],
    ] as const) {
      registry.reset()
      registry.fault = () => ({ status: 429, code: 'TOOMANYREQUESTS', headers })
      const { backend, waits } = openInRegistry(registry)
      await expect(backend.put(RECORD, data)).rejects.toMatchObject({
        code: 'store/write-failed',
        kind: 'external',
      })
      expect(registry.log.length).toBe(most)
      expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(90_000)
      expect(registry.tags.size).toBe(0)
    }
  })

  it.each([408, 429, 500, 502, 504])('tries again after %i', async (status) => {
    registry.failTimes(1, { status }, isUpload)
    expect(await openInRegistry(registry).backend.putIfAbsent(blob, data)).toBe('created')
    registry.failTimes(1, { status }, isTagging)
    expect(await openInRegistry(registry).backend.putIfAbsent(RECORD, data)).toBe('created')
  })

  it.each(['before', 'within', 'after'] as const)(
    'survives a cut (%s) of any one request, from the login to the deletion',
    async (cut) => {
      let requests = 1
      for (let at = 0; at < requests; at++) {
        registry.reset()
        registry.asks = 'token'
        let arrived = 0
        registry.fault = () => (arrived++ === at ? { cut } : undefined)
        await useOnce(openInRegistry(registry).backend)
        requests = arrived
      }
      expect(requests).toBeGreaterThan(15)
    },
  )

  it('tries again after 409, when two writes met, and looks who is there before each attempt', async () => {
    registry.failTimes(2, { status: 409, code: 'CONFLICT' }, isUpload)
    expect(await openInRegistry(registry).backend.putIfAbsent(blob, data)).toBe('created')
    registry.failTimes(2, { status: 409, code: 'CONFLICT' }, isTagging)
    expect(await openInRegistry(registry).backend.putIfAbsent(RECORD, data)).toBe('created')
    registry.reset()
    registry.failTimes(1, { status: 409, code: 'CONFLICT' }, isTagging)
    const onWait = async () => writeAs(RECORD, 'whom it met')
    expect(await openInRegistry(registry, { onWait }).backend.putIfAbsent(RECORD, data)).toBe('exists')
    expect(await readText(openInRegistry(registry).backend.read(RECORD))).toBe('whom it met')
  })

  it('gives up a conflict that lasts, and leaves no record', async () => {
    registry.failTimes(99, { status: 409, code: 'CONFLICT' }, isTagging)
    await expect(openInRegistry(registry).backend.putIfAbsent(RECORD, data)).rejects.toMatchObject({
      code: 'store/write-failed',
      message: expect.stringContaining('409 CONFLICT'),
    })
    expect(registry.tags.size).toBe(0)
  })

  it('comes near to what an overloaded registry can take, and loses nothing', async () => {
    registry.mostAtATime = 6
    const { backend } = openInRegistry(registry)
    await atATime(backend.concurrency ?? 1, Array.from({ length: 30 }).keys(), async (n) => {
      await backend.put(`x/${n}`, Buffer.from(`${n}`))
    })
    expect(registry.tags.size).toBe(30)
    const late = registry.underWay.slice(registry.underWay.length / 2)
    const refused = late.filter((each) => each > 6).length
    expect(refused / late.length).toBeLessThan(0.25)
    expect(Math.max(...registry.underWay)).toBeLessThanOrEqual(32)
  })

  it('begins an upload anew that was lost, cut or spoilt on its way', async () => {
    for (const fault of [
      { cut: 'before' },
      { cut: 'after' },
      { stall: 'before' },
      { status: 404, code: 'BLOB_UPLOAD_UNKNOWN' },
      { status: 400, code: 'DIGEST_INVALID' },
    ] satisfies RegistryFault[]) {
      registry.reset()
      registry.failTimes(1, fault, isUpload)
      const { backend } = openInRegistry(registry, { stallMs: 60 })
      expect(await backend.putIfAbsent(blob, data)).toBe('created')
      expect(registry.blobs.get(digestOf(data))?.equals(data)).toBe(true)
    }
  })

  it('writes what a registry lost: a blob that its manifest still names, and a manifest whose blob is there', async () => {
    const { backend } = openInRegistry(registry)
    await backend.putIfAbsent(blob, data)
    registry.blobs.delete(digestOf(data))
    expect(await backend.size(blob)).toBeUndefined()
    expect(await backend.putIfAbsent(blob, data)).toBe('created')
    registry.tags.clear()
    registry.log.length = 0
    expect(await backend.putIfAbsent(blob, data)).toBe('created')
    expect(registry.log.filter((line) => line.startsWith('POST'))).toEqual([])
    expect(await backend.size(blob)).toBe(data.length)
  })

  it('takes a blob’s tag that leads to other content for none, reads past it, and mends it', async () => {
    const { backend } = openInRegistry(registry)
    await backend.putIfAbsent(blob, data)
    writeAs(blob, 'squatted')
    expect(await backend.size(blob)).toBeUndefined()
    expect(await readText(backend.read(blob))).toBe(data.toString())
    expect(await backend.putIfAbsent(blob, data)).toBe('created')
    expect(await backend.size(blob)).toBe(data.length)
  })

  it('says so when the registry keeps a damaged blob that should be replaced', async () => {
    const { backend } = openInRegistry(registry)
    await backend.putIfAbsent(blob, data)
    registry.blobs.set(digestOf(data), Buffer.from('CONTENT of a blob'))
    await expect(backend.put(blob, data)).rejects.toMatchObject({
      code: 'store/object-corrupt',
      hint: expect.stringContaining('operator'),
    })
    registry.blobs.delete(digestOf(data))
    await backend.put(blob, data)
    expect(await readText(backend.read(blob))).toBe(data.toString())
  })

  it('says at once that the registry has no room, and loses nothing', async () => {
    const { backend, waits } = openInRegistry(registry)
    await backend.put('x/hint', data)
    registry.fault = () => ({ status: 507 })
    await expect(backend.put('x/hint', Buffer.from('new'))).rejects.toMatchObject({
      code: 'store/write-failed',
      message: expect.stringContaining('507'),
    })
    registry.fault = () => undefined
    expect([waits, await readText(backend.read('x/hint'))]).toEqual([[], data.toString()])
  })

  it('refuses an object that would have to be in memory as a whole', async () => {
    const chunks = (async function* () {})()
    await expect(
      openInRegistry(registry).backend.putIfAbsent(blob, { chunks, bytes: 200 << 20 }),
    ).rejects.toMatchObject({ code: 'store/write-failed' })
    expect(registry.log.some((line) => line.startsWith('POST'))).toBe(false)
  })
})

describe('OciBackend that creates a record', () => {
  const read = async (path = RECORD) => readText(openInRegistry(registry).backend.read(path))

  it('waits until others must have written, and no record that ends in a digest', async () => {
    const { backend, waits } = openInRegistry(registry)
    for (const path of ['format', blob, `verdicts/m/${'a'.repeat(64)}/${'b'.repeat(64)}`])
      await backend.putIfAbsent(path, data)
    expect(waits).toEqual([])
    expect(await backend.putIfAbsent(RECORD, data)).toBe('created')
    expect(waits).toEqual([SETTLE_MS])
  })

  it('loses against one that was written after it looked, and against one written while it waits', async () => {
    registry.onLook = (tag) => {
      registry.onLook = () => {}
      if (tag === tagOf(RECORD)) writeAs(RECORD, 'first')
    }
    const keeping = openInRegistry(registry).backend
    registry.keepsConditions = true
    expect(await keeping.putIfAbsent(RECORD, Buffer.from('second'))).toBe('exists')
    expect(await read()).toBe('first')
    registry.reset()
    const waiting = openInRegistry(registry, { onWait: async () => writeAs(RECORD, 'last') })
    expect(await waiting.backend.putIfAbsent(RECORD, Buffer.from('first'))).toBe('exists')
    expect(await read()).toBe('last')
  })

  it('looks again before each attempt, so that what came meanwhile stays', async () => {
    registry.failTimes(1, { status: 503 }, isTagging)
    let waits = 0
    const slow = openInRegistry(registry, {
      onWait: async () => {
        if (waits++ === 0) writeAs(RECORD, 'first')
      },
    })
    expect(await slow.backend.putIfAbsent(RECORD, Buffer.from('second'))).toBe('exists')
    expect(await read()).toBe('first')
  })

  it('lets one of sixteen writers win, through a storm of refusals and cuts', async () => {
    const faults: RegistryFault[] = [{ status: 429 }, { cut: 'after' }, { status: 503 }, { cut: 'before' }]
    let arrived = 0
    registry.fault = (arrival) =>
      isTagging(arrival) && arrived++ < 40 ? faults[arrived % faults.length] : undefined
    const agent = openAgent('http:', {})
    const settings = { agentOf: () => agent, timing: quietTiming([agent]) }
    const write = (n: number) =>
      openInRegistry(registry, { settings }).backend.putIfAbsent(RECORD, Buffer.from(`writer ${n}`))
    const results = await Promise.all(Array.from({ length: 16 }, (_, n) => write(n)))
    expect(results.filter((result) => result === 'created')).toEqual(['created'])
    expect(await read()).toBe(`writer ${results.indexOf('created')}`)
  })

  it('knows its own write when the answer was lost, and does not take another’s for it', async () => {
    registry.failTimes(1, { cut: 'after' }, isTagging)
    const { backend } = openInRegistry(registry)
    expect(await backend.putIfAbsent(RECORD, data)).toBe('created')
    expect(registry.log.filter((line) => line.startsWith('PUT manifests')).length).toBe(1)
    expect(await backend.putIfAbsent(RECORD, data)).toBe('exists')
  })

  it('gives up a write that takes longer than it may, before it could be one of too late', async () => {
    registry.failTimes(1, { stall: 'before' }, isTagging)
    const { backend } = openInRegistry(registry, { settings: { settleMs: 60 } })
    expect(await backend.putIfAbsent(RECORD, data)).toBe('created')
    expect(registry.log.filter((line) => line.startsWith('PUT manifests')).length).toBe(2)
  })

  it('is not fooled by a registry that keeps conditions', async () => {
    registry.keepsConditions = true
    const { backend } = openInRegistry(registry)
    expect(await backend.putIfAbsent(RECORD, data)).toBe('created')
    expect(await backend.putIfAbsent(RECORD, Buffer.from('other'))).toBe('exists')
    registry.blobs.delete(digestOf(data))
    expect(await backend.putIfAbsent(RECORD, Buffer.from('other'))).toBe('created')
  })
})

describe('OciBackend that reads', () => {
  it('goes on where a body broke', async () => {
    const { backend } = openInRegistry(registry)
    await backend.putIfAbsent(largeBlob, large)
    for (const knowsRanges of [true, false]) {
      registry.knowsRanges = knowsRanges
      // More often than a request is repeated: each of them brought something.
      registry.failTimes(knowsRanges ? 9 : 1, { cut: 'within' }, isBlob)
      expect(Buffer.compare(await readWhole(backend.read(largeBlob)), large)).toBe(0)
      registry.failTimes(1, { cut: 'within' }, isBlob)
      const range = { start: 1000, end: 500_000 }
      expect(
        Buffer.compare(await readWhole(backend.read(largeBlob, range)), large.subarray(1000, 500_000)),
      ).toBe(0)
    }
  })

  it.each(['before', 'within'] as const)(
    'gives up a connection that falls silent (%s), and reads on by another',
    async (stall) => {
      const { backend } = openInRegistry(registry, { stallMs: 60 })
      writeAs(RECORD, 'a record')
      registry.failTimes(2, { stall })
      expect(await readText(backend.read(RECORD))).toBe('a record')
    },
  )

  it('gives up a body that breaks every time', async () => {
    const { backend } = openInRegistry(registry)
    await backend.putIfAbsent(blob, data)
    registry.log.length = 0
    registry.fault = () => ({ cut: 'before' })
    await expect(readWhole(backend.read(blob))).rejects.toMatchObject({ code: 'store/read-failed' })
    expect(registry.log.length).toBe(7)
  })

  it.each(['flip', 'short'] as const)(
    'never gives a record with a fault (%s) in its manifest or its content',
    async (damage) => {
      const { backend } = openInRegistry(registry)
      writeAs(RECORD, 'a record')
      for (const matches of [isManifest, isBlob]) {
        registry.failTimes(1, { damage }, matches)
        expect(await readText(backend.read(RECORD))).toBe('a record')
        registry.failTimes(99, { damage }, matches)
        await expect(readWhole(backend.read(RECORD))).rejects.toMatchObject({
          code: matches === isBlob ? 'store/object-corrupt' : 'store/read-failed',
        })
      }
      const store = new Store(backend)
      await backend.putIfAbsent(blob, data)
      registry.failTimes(1, { damage }, isBlob)
      expect(Buffer.from(await store.readBytes(digestOf(data))).equals(data)).toBe(true)
      registry.failTimes(9, { damage }, isBlob)
      await expect(store.readBytes(digestOf(data))).rejects.toMatchObject({ code: 'store/object-corrupt' })
    },
  )

  it('says when a tag leads to what is no object', async () => {
    const image = Buffer.from('{"schemaVersion":2,"layers":[]}')
    registry.manifests.set(digestOf(image), image)
    registry.tags.set(tagOf(RECORD), digestOf(image))
    const { backend } = openInRegistry(registry)
    await expect(readWhole(backend.read(RECORD))).rejects.toMatchObject({ code: 'store/object-corrupt' })
    expect(await backend.size(RECORD)).toBeUndefined()
  })

  it('shows a token to the registry, and to no server that it sends to', async () => {
    const elsewhere = await StandInRegistry.start()
    try {
      registry.asks = 'token'
      const { backend } = openInRegistry(registry)
      await backend.putIfAbsent(blob, data)
      for (const [digest, bytes] of registry.blobs) elsewhere.blobs.set(digest, bytes)
      registry.blobsAt = `http://${elsewhere.host}`
      expect(await readText(backend.read(blob))).toBe(data.toString())
      expect(elsewhere.log).toEqual([`GET blobs/${digestOf(data)}`])
      registry.blobsAt = 'http://blobs.example.invalid'
      await expect(readWhole(backend.read(blob))).rejects.toMatchObject({
        code: 'store/read-failed',
        message: expect.stringContaining('expected an https address'),
      })
    } finally {
      await elsewhere.stop()
    }
  })
})

describe('OciBackend that lists', () => {
  const pathsBelow = async (prefix: string) => {
    const found: string[] = []
    for await (const { path } of openInRegistry(registry).backend.list(prefix)) found.push(path)
    return found.sort()
  }

  it('gives page after page in whatever order, each object once, also where its tag had to be cut', async () => {
    registry.pageSize = 2
    const model = 'm'.repeat(60)
    const digests = ['a', 'b'].map((digit) => digit.repeat(64))
    const verdicts = digests.map((digest) => `verdicts/${model}/${digests[0]}/${digest}`)
    const paths = ['x/b', ...verdicts, 'x/a', `verdicts/other/${digests[0]}/${digests[1]}`, 'runs/main/1']
    for (const path of paths) writeAs(path, path)
    expect(await pathsBelow('')).toEqual([...paths].sort())
    expect(await pathsBelow('x/')).toEqual(['x/a', 'x/b'])
    expect(await pathsBelow(`verdicts/${model}/${digests[0]}/`)).toEqual([...verdicts].sort())
    expect(await pathsBelow(`verdicts/${model}/${digests[1]}/`)).toEqual([])
    registry.log.length = 0
    await pathsBelow('x/')
    expect(registry.log.filter((line) => line.startsWith('GET manifests')).length).toBe(2)
  })

  it('passes over what others tagged, and ends where a page leads to itself', async () => {
    writeAs('x/a', 'a')
    const image = Buffer.from('{"schemaVersion":2}')
    registry.manifests.set(digestOf(image), image)
    for (const tag of ['latest', '1.4.0', `sha256-${'a'.repeat(64)}`]) registry.tags.set(tag, digestOf(image))
    registry.tags.set('x.b', registry.tags.get('x.a') ?? '')
    expect(await pathsBelow('')).toEqual(['x/a'])
    registry.fault = ({ path }) =>
      path === 'tags/list'
        ? { status: 200, text: '{"tags":["x.a"]}', headers: { link: '<list>; rel="next"' } }
        : undefined
    expect(await pathsBelow('')).toEqual(['x/a'])
  })

  it('takes a page of a proxy for no list, and a repository that is not there for an empty one', async () => {
    registry.fault = () => ({ status: 404, code: 'NAME_UNKNOWN' })
    expect(await pathsBelow('')).toEqual([])
    for (const fault of [
      { status: 200, text: '<html>' },
      { status: 200, text: '{"tags":[1]}' },
      { status: 404, text: '<html>' },
    ]) {
      registry.fault = () => fault
      await expect(pathsBelow('')).rejects.toMatchObject({ code: 'store/read-failed' })
    }
  })
})

describe('OciBackend that deletes', () => {
  it.each(['digests', 'tags'] as const)('asks in the way that the registry knows: by %s', async (deletes) => {
    registry.deletes = deletes
    const { backend } = openInRegistry(registry)
    await backend.put('x/y', data)
    await backend.delete('x/y')
    expect(await backend.size('x/y')).toBeUndefined()
    await backend.delete('x/y')
  })

  it('says so where the registry deletes nothing, and shows the right to write without a probe', async () => {
    registry.deletes = 'nothing'
    registry.asks = 'token'
    const { backend } = openInRegistry(registry)
    await backend.tryWriting()
    expect([registry.tags.size, registry.blobs.size]).toEqual([0, 0])
    await backend.put('x/y', data)
    await expect(backend.delete('x/y')).rejects.toMatchObject({
      code: 'store/deletion-unsupported',
      kind: 'usage',
    })
    expect(await readText(backend.read('x/y'))).toBe(data.toString())
    await expect(
      openInRegistry(registry, { settings: { findCredentials: async () => undefined } }).backend.tryWriting(),
    ).rejects.toMatchObject({ code: 'store/credentials-missing' })
  })
})

describe('OciBackend on a machine whose clock is wrong', () => {
  it('reads and writes all the same: it goes by spans of time, and asks for no new token before its time', async () => {
    registry.asks = 'token'
    for (const now of [Date.UTC(1999, 0, 1), Date.UTC(2099, 0, 1)]) {
      const { host } = registry
      const agent = openAgent('http:', {})
      const timing = { ...quietTiming([agent]), now: () => now }
      const { backend } = openInRegistry(registry, { settings: { agentOf: () => agent, timing } })
      const path = `${RECORD}${now}`
      expect(await backend.putIfAbsent(path, data)).toBe('created')
      expect(await backend.putIfAbsent(path, Buffer.from('other'))).toBe('exists')
      expect(await readText(backend.read(path))).toBe(data.toString())
      expect(registry.log.filter((line) => line.includes('token')).length, host).toBeLessThanOrEqual(4)
      registry.log.length = 0
    }
  })

  it.each(['CERT_NOT_YET_VALID', 'CERT_HAS_EXPIRED'])(
    'names the clock where TLS says %s, at once',
    (code) => {
      const failure = noAnswer('https://registry.example', Object.assign(new Error('certificate'), { code }))
      expect(isPassing(failure)).toBe(false)
      const place = { url: 'oci://registry.example/o/r', places: 'nowhere', credentials: undefined }
      expect(failureError(failure, { verb: 'read', path: RECORD }, place)).toMatchObject({
        code: 'store/clock-skewed',
        kind: 'external',
      })
    },
  )
})

describe('OciBackend that is asked who it is', () => {
  const wrong = async () => ({
    ...STAND_IN_USER,
    password: await secret('wrong'),
    kind: 'password' as const,
    source: 'the test',
  })
  const secret = async (text: string) => new (await import('@slipway/core')).Secret(text)
  const failureOf = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => expect.fail('it worked'),
      (caught: unknown) => caught,
    )
    // Whatever went wrong, what is a secret is in none of it.
    expect(inspect(error, { depth: 9 })).not.toContain(STAND_IN_USER.password)
    return error
  }

  it('gets one token for reading and one for writing, however many requests begin at once', async () => {
    registry.asks = 'token'
    const { backend } = openInRegistry(registry)
    await Promise.all([1, 2, 3, 4].map((n) => backend.size(`x/${n}`)))
    await Promise.all([1, 2, 3, 4].map((n) => backend.put(`x/${n}`, data)))
    expect(registry.log.filter((line) => line.startsWith('GET token')).length).toBe(2)
  })

  it('gets a new token when the old one is refused, and before it expires', async () => {
    registry.asks = 'token'
    registry.tokenUses = 3
    const { backend } = openInRegistry(registry)
    for (const n of [1, 2, 3, 4]) await backend.put(`x/${n}`, data)
    expect(registry.tags.size).toBe(4)
    registry.tokenUses = 99
    let passedMs = 0
    const timing = { ...quietTiming([]), now: () => passedMs, stallMs: 10_000 }
    const patient = openInRegistry(registry, { settings: { timing } }).backend
    await patient.size('x/1')
    registry.log.length = 0
    passedMs = 269_000
    await patient.size('x/1')
    expect(registry.log.filter((line) => line.includes('token'))).toEqual([])
    passedMs = 270_000
    await patient.size('x/1')
    expect(registry.log.filter((line) => line.includes('token'))).toEqual(['GET token (Basic)'])
  })

  it('shows a password where that is asked for, and exchanges an identity', async () => {
    registry.asks = 'password'
    await openInRegistry(registry).backend.put('x/1', data)
    registry.asks = 'token'
    const findCredentials = async () => ({
      user: '',
      password: await secret(STAND_IN_USER.password),
      kind: 'identity' as const,
      source: 'the test',
    })
    await openInRegistry(registry, { settings: { findCredentials } }).backend.put('x/2', data)
    expect([registry.tags.size, registry.log.filter((line) => line === 'POST token').length]).toEqual([2, 2])
  })

  it('reads what is public without credentials, and says where it looked when they are needed', async () => {
    registry.asks = 'token'
    registry.anybodyReads = true
    const { backend } = openInRegistry(registry, { settings: { findCredentials: async () => undefined } })
    writeAs(RECORD, 'a record')
    expect(await readText(backend.read(RECORD))).toBe('a record')
    expect(await failureOf(backend.put('x/1', data))).toMatchObject({
      code: 'store/credentials-missing',
      message: expect.stringContaining('SLIPWAY_REGISTRY_USER'),
    })
  })

  it('says whose credentials are not accepted, and which right is missing', async () => {
    for (const asks of ['token', 'password'] as const) {
      registry.asks = asks
      const { backend } = openInRegistry(registry, { settings: { findCredentials: wrong } })
      expect(await failureOf(backend.size(blob))).toMatchObject({
        code: 'store/credentials-failed',
        message: expect.stringContaining('the test'),
      })
    }
    registry.reset()
    registry.asks = 'token'
    registry.fault = ({ path }) => (path === 'token' ? undefined : { status: 403, code: 'DENIED' })
    registry.failTimes(9, { status: 403, code: 'DENIED' }, ({ method }) => method === 'POST')
    expect(await failureOf(openInRegistry(registry).backend.put('x/1', data))).toMatchObject({
      code: 'store/access-denied',
      message: expect.stringContaining('the right to write'),
    })
  })

  it('goes on when the service of tokens is overloaded, and shows nothing where anybody could read it', async () => {
    registry.asks = 'token'
    registry.failTimes(2, { status: 503, headers: { 'retry-after': '5' } }, ({ path }) => path === 'token')
    const { backend, waits } = openInRegistry(registry)
    expect(await backend.size(blob)).toBeUndefined()
    expect(waits).toEqual([5000, 5000])
    const challenge = 'Bearer realm="http://tokens.example.invalid/",service="x"'
    registry.fault = () => ({ status: 401, headers: { 'www-authenticate': challenge } })
    expect(await failureOf(openInRegistry(registry).backend.size(blob))).toMatchObject({
      code: 'store/credentials-failed',
      message: expect.stringContaining('expected an https address'),
    })
  })
})
