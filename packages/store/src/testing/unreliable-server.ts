import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { digestOf } from '@slipway/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Backend } from '../backend.ts'
import { readText, readWhole } from '../read-whole.ts'
import { Store } from '../store.ts'
import { blobPath } from '../store-path.ts'
import { STAND_IN_SECRET, type StandInBackend, type StandInOptions } from './stand-in-backend.ts'
import type { Arrival, ErrorAnswer, Fault, StandInServer } from './stand-in-server.ts'
import { useOnce } from './use-once.ts'

/** A cloud's own way to say what every cloud says. */
export interface Words {
  readonly overloaded: ErrorAnswer
  /** Two conditional writes met, and neither is decided; undefined for a service that has no such answer. */
  readonly conflict: ErrorAnswer | undefined
  readonly denied: ErrorAnswer
  readonly expired: ErrorAnswer
  readonly refused: ErrorAnswer | undefined
  readonly homeless: ErrorAnswer
  readonly skewed: ErrorAnswer | undefined
  /** A part of the right that is named where access is denied. */
  readonly rights: Readonly<Record<Arrival['verb'], string>>
}

export interface UnreliableServer {
  start(): Promise<StandInServer>
  open(server: StandInServer, options?: StandInOptions): StandInBackend
  readonly words: Words
}

const RECORD = 'runs/main/aa/key/1'
const data = Buffer.from('content of a blob')
const blob = blobPath(digestOf(data))
const large = randomBytes(600_000)
const largeBlob = blobPath(digestOf(large))
const isWrite = ({ verb }: Arrival) => verb === 'write'
const isRead = ({ verb }: Arrival) => verb === 'read'

const WORKS = {
  read: (backend: Backend) => readWhole(backend.read(blob)),
  size: (backend: Backend) => backend.size(blob),
  write: (backend: Backend) => backend.put(blob, data),
  delete: (backend: Backend) => backend.delete(blob),
  list: (backend: Backend) => backend.list('runs/')[Symbol.asyncIterator]().next(),
} satisfies Record<Arrival['verb'], (backend: Backend) => Promise<unknown>>
const VERBS = Object.keys(WORKS) as Arrival['verb'][]

/** What every backend over HTTP does when its server, or the way to it, is not what it should be. */
export function describeUnreliableServer(name: string, { start, open, words }: UnreliableServer): void {
  let server: StandInServer
  beforeAll(async () => {
    server = await start()
  })
  afterAll(() => server.stop())
  beforeEach(() => server.reset())

  describe(`${name} that writes to an unreliable server`, () => {
    it('waits as long as an overloaded server asks, and then succeeds', async () => {
      server.failTimes(3, { ...words.overloaded, headers: { 'retry-after': '7' } }, isWrite)
      const { backend, waits } = open(server)
      expect(await backend.putIfAbsent(blob, data)).toBe('created')
      expect(waits).toEqual([7000, 7000, 7000])
    })

    it('gives up after a bounded number of attempts and a bounded time, and leaves nothing', async () => {
      for (const [headers, most] of [
        [{}, 7],
        [{ 'retry-after': '40' }, 3],
      ] as const) {
        server.log.length = 0
        server.fault = () => ({ ...words.overloaded, headers })
        const { backend, waits } = open(server)
        await expect(backend.put(RECORD, data)).rejects.toMatchObject({
          code: 'store/write-failed',
          kind: 'external',
        })
        expect(server.log.length).toBe(most)
        expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(90_000)
        expect(server.objects.size).toBe(0)
      }
    })

    it.each([408, 429, 500, 502, 503, 504])('tries again after %i', async (status) => {
      server.failTimes(1, { status }, isWrite)
      expect(await open(server).backend.putIfAbsent(RECORD, data)).toBe('created')
    })

    it('tells a race that is lost from one that is not decided yet', async () => {
      const { backend } = open(server)
      if (words.conflict) server.failTimes(2, words.conflict, isWrite)
      expect(await backend.putIfAbsent(RECORD, data)).toBe('created')
      expect(await backend.putIfAbsent(RECORD, Buffer.from('other'))).toBe('exists')
      expect(await readText(backend.read(RECORD))).toBe(data.toString())
    })

    it('lets one of sixteen writers win, through a storm of refusals and cuts', async () => {
      const faults: Fault[] = [{ status: 429 }, { cut: 'after' }, words.overloaded, { cut: 'before' }]
      await open(server).backend.putIfAbsent('format', data)
      let arrived = 0
      server.fault = ({ verb }) =>
        verb === 'write' && arrived++ < 40 ? faults[arrived % faults.length] : undefined
      const write = async (n: number) => open(server).backend.putIfAbsent(RECORD, Buffer.from(`writer ${n}`))
      const results = await Promise.all(Array.from({ length: 16 }, (_, n) => write(n)))
      const winner = results.indexOf('created')
      expect(results.filter((result) => result === 'created')).toEqual(['created'])
      expect(server.objects.get(`p/${RECORD}`)?.toString()).toBe(`writer ${winner}`)
    })

    it('knows its own write when the answer was lost, and does not take another’s for it', async () => {
      const { backend } = open(server)
      await backend.putIfAbsent('format', data)
      server.failTimes(1, { cut: 'after' }, isWrite)
      expect(await backend.putIfAbsent(RECORD, data)).toBe('created')
      server.failTimes(1, { cut: 'after' }, isWrite)
      expect(await backend.putIfAbsent(RECORD, Buffer.from('other'))).toBe('exists')
      expect(await readText(backend.read(RECORD))).toBe(data.toString())
    })

    it.each([{ cut: 'before' }, { cut: 'after' }, { cut: 'within' }, { stall: 'before' }] satisfies Fault[])(
      'survives a connection that ends early: %o',
      async (fault) => {
        server.failTimes(1, fault, isWrite)
        expect(await open(server, { stallMs: 60 }).backend.putIfAbsent(blob, data)).toBe('created')
        expect(server.objects.get(`p/${blob}`)?.equals(data)).toBe(true)
      },
    )

    it.each(['before', 'within', 'after'] as const)(
      'survives a cut (%s) of any one request, from the first write to the deletion',
      async (cut) => {
        let requests = 1
        for (let at = 0; at < requests; at++) {
          server.reset()
          let arrived = 0
          server.fault = () => (arrived++ === at ? { cut } : undefined)
          await useOnce(open(server).backend)
          requests = arrived
        }
        expect(requests).toBeGreaterThan(7)
      },
    )

    it('refuses a server that ignores conditions, before a record is lost', async () => {
      server.objects.set(`p/${RECORD}`, Buffer.from('first'))
      server.ignoresConditions = true
      for (const path of [RECORD, 'runs/main/aa/key/2']) {
        await expect(open(server).backend.putIfAbsent(path, Buffer.from('second'))).rejects.toMatchObject({
          code: 'store/conditions-ignored',
          kind: 'usage',
        })
      }
      expect(server.objects.get(`p/${RECORD}`)?.toString()).toBe('first')
      server.ignoresConditions = false
      expect(await open(server).backend.putIfAbsent('runs/main/aa/key/3', data)).toBe('created')
    })

    it('proves conditions once in a process, with the first write', async () => {
      const { backend } = open(server)
      await Promise.all([1, 2, 3].map((n) => backend.putIfAbsent(`x/${n}`, data)))
      expect(server.log.filter((line) => line.startsWith('write')).length).toBe(4)
      server.log.length = 0
      await backend.putIfAbsent('x/4', data)
      expect(server.log).toEqual(['write p/x/4'])
    })

    it('takes what is there for there, also where its role may create and nothing else', async () => {
      const { backend } = open(server)
      await backend.putIfAbsent('format', data)
      server.fault = ({ verb, key }) =>
        verb === 'write' && server.objects.has(key) ? words.denied : undefined
      expect(await backend.putIfAbsent(RECORD, data)).toBe('created')
      expect(await backend.putIfAbsent(RECORD, Buffer.from('other'))).toBe('exists')
      server.fault = ({ verb }) => (verb === 'write' ? words.denied : undefined)
      await expect(backend.putIfAbsent('runs/main/aa/key/2', data)).rejects.toMatchObject({
        code: 'store/access-denied',
      })
    })

    it('says at once that the server has no room, and loses nothing', async () => {
      const { backend, waits } = open(server)
      await backend.put('x/hint', data)
      server.fault = () => ({ status: 507 })
      await expect(backend.put('x/hint', Buffer.from('new'))).rejects.toMatchObject({
        code: 'store/write-failed',
        message: expect.stringContaining('507'),
      })
      expect([waits, server.objects.get('p/x/hint')?.toString()]).toEqual([[], data.toString()])
    })
  })

  describe(`${name} that reads from an unreliable server`, () => {
    it('goes on where a body broke, and never with bytes of another object', async () => {
      const { backend } = open(server)
      server.objects.set(`p/${largeBlob}`, large)
      // More often than a request is repeated: each of them brought something.
      server.failTimes(9, { cut: 'within' }, isRead)
      expect(Buffer.compare(await readWhole(backend.read(largeBlob)), large)).toBe(0)
      server.failTimes(1, { cut: 'within' }, isRead)
      const part = await readWhole(backend.read(largeBlob, { start: 1000, end: 500_000 }))
      expect(Buffer.compare(part, large.subarray(1000, 500_000))).toBe(0)
      let reads = 0
      server.fault = ({ verb }) => {
        if (verb !== 'read') return undefined
        if (++reads > 1) server.objects.set(`p/${largeBlob}`, randomBytes(large.length))
        return reads === 1 ? { cut: 'within' } : undefined
      }
      await expect(readWhole(backend.read(largeBlob))).rejects.toMatchObject({ code: 'store/read-failed' })
    })

    it.each(['before', 'within'] as const)(
      'gives up a connection that falls silent (%s), and reads on by another',
      async (stall) => {
        const { backend } = open(server, { stallMs: 60 })
        server.objects.set(`p/${RECORD}`, data)
        server.failTimes(2, { stall }, isRead)
        expect(await readText(backend.read(RECORD))).toBe(data.toString())
        expect(server.log.length).toBe(3)
      },
    )

    it('gives up a body that breaks every time', async () => {
      const { backend } = open(server)
      server.objects.set(`p/${RECORD}`, data)
      server.fault = () => ({ cut: 'before' })
      await expect(readWhole(backend.read(RECORD))).rejects.toMatchObject({ code: 'store/read-failed' })
      expect(server.log.length).toBe(7)
    })

    it.each(['flip', 'short'] as const)(
      'a store finds a body with a fault (%s), and reads it once more',
      async (damage) => {
        const { backend } = open(server)
        const store = new Store(backend)
        server.objects.set(`p/${blob}`, data)
        server.failTimes(1, { damage }, isRead)
        expect(Buffer.from(await store.readBytes(digestOf(data))).equals(data)).toBe(true)
        server.log.length = 0
        server.failTimes(9, { damage }, isRead)
        await expect(store.readBytes(digestOf(data))).rejects.toMatchObject({ code: 'store/object-corrupt' })
        // A store may look for it elsewhere too.
        expect(server.log.filter((line) => line === `read p/${blob}`).length).toBe(2)
      },
    )

    it('lists page after page, whatever the names', async () => {
      server.pageSize = 2
      const paths = ['x/a', 'x/b&<c>"', "x/d'e", 'x/ü%20+', 'x/z']
      for (const path of [...paths, 'x/folder/']) server.objects.set(`p/${path}`, data)
      server.objects.set('pother/x/1', data)
      const found: string[] = []
      for await (const { path, bytes, modifiedMs } of open(server).backend.list('x/')) {
        found.push(path)
        expect([bytes, modifiedMs]).toEqual([data.length, Date.UTC(2026, 0, 2, 3, 4, 5)])
      }
      expect(found.sort()).toEqual(paths.sort())
      expect(server.log.length).toBe(3)
    })
  })

  describe(`${name} that is refused`, () => {
    const refusal = async (answer: Fault, verb: Arrival['verb'], options: StandInOptions = {}) => {
      server.fault = () => answer
      const error = await WORKS[verb](open(server, options).backend).then(
        () => expect.fail('it is not refused'),
        (caught: unknown) => caught,
      )
      // Whatever went wrong, what is a secret is in none of it.
      expect(inspect(error, { depth: 9 })).not.toContain(STAND_IN_SECRET)
      return error
    }

    it.each(VERBS)(
      'names the right that is missing, and where the credentials come from: to %s',
      async (verb) => {
        expect(await refusal(words.denied, verb)).toMatchObject({
          code: 'store/access-denied',
          message: expect.stringContaining(words.rights[verb]),
          hint: expect.stringContaining('the test'),
        })
      },
    )

    it.each(VERBS)('names a bucket or container that is not there: to %s', async (verb) => {
      expect(await refusal(words.homeless, verb)).toMatchObject({
        code: 'store/bucket-missing',
        message: expect.stringContaining('"bucket"'),
      })
    })

    it('renews credentials that have expired, once', async () => {
      server.fault = ({ identity }) => (identity === 'OLD' ? words.expired : undefined)
      const { backend } = open(server, { identities: ['OLD', 'NEW'] })
      expect(await backend.putIfAbsent(blob, data)).toBe('created')
      expect(await refusal(words.expired, 'read')).toMatchObject({
        code: 'store/credentials-failed',
        message: expect.stringContaining('the test'),
      })
    })

    const { refused, skewed } = words
    // A service that has no words of its own for these tells them like any other refusal.
    if (refused)
      it('says where credentials come from that are not accepted', async () => {
        expect(await refusal(refused, 'list')).toMatchObject({
          code: 'store/credentials-failed',
          message: expect.stringContaining('the test'),
        })
      })

    if (skewed)
      it('says how far the clock is off', async () => {
        expect(await refusal(skewed, 'read', { skewMs: 42 * 60_000 })).toMatchObject({
          code: 'store/clock-skewed',
          message: expect.stringContaining('42 min ahead'),
        })
        expect(await refusal(skewed, 'read', { skewMs: -17 * 60_000 })).toMatchObject({
          message: expect.stringContaining('17 min behind'),
        })
      })

    it.each(['list', 'size'] as const)('takes a page of a proxy for no answer: to %s', async (verb) => {
      expect(await refusal({ page: '<html>Sign in</html>' }, verb)).toMatchObject({
        code: 'store/read-failed',
      })
    })
  })
}
