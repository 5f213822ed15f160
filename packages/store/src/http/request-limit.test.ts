import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { atATime } from '../at-a-time.ts'
import { openStandInS3 } from '../testing/stand-in-backend.ts'
import { StandInS3 } from '../testing/stand-in-s3.ts'
import {
  MOST_AT_A_TIME,
  nextPace,
  type Pace,
  RequestLimit,
  type Sign,
  signOf,
  type Turn,
} from './request-limit.ts'

const items = (count: number) => Array.from({ length: count }, (_, n) => n)

describe('nextPace()', () => {
  const after = (pace: Pace, ...signs: Sign[]) =>
    signs.reduce((at, sign) => nextPace(at, sign, at.cuts), pace)

  it('grows by one in a round of successes, to its ceiling and no further', () => {
    const round = after({ limit: 8, cuts: 0 }, ...Array<Sign>(9).fill('served'))
    expect(round.limit).toBeGreaterThan(9)
    expect(round.limit).toBeLessThan(9.2)
    expect(after(round, ...Array<Sign>(1000).fill('served'))).toEqual({ limit: MOST_AT_A_TIME, cuts: 0 })
  })

  it('halves once for all that began before, and never below one', () => {
    const pace = { limit: 20.5, cuts: 3 }
    const halved = nextPace(pace, 'overloaded', 3)
    expect(halved).toEqual({ limit: 10, cuts: 4 })
    for (const sign of ['overloaded', 'served'] as const) expect(nextPace(halved, sign, 3)).toBe(halved)
    expect(nextPace(halved, 'overloaded', 4)).toEqual({ limit: 5, cuts: 5 })
    expect(after({ limit: 1, cuts: 0 }, 'overloaded').limit).toBe(1)
    expect(nextPace(pace, 'neither', 3)).toBe(pace)
  })
})

it.each([
  [{ status: 200 }, 'served'],
  [{ status: 404, code: 'NoSuchKey' }, 'served'],
  [{ status: 412, code: 'PreconditionFailed' }, 'served'],
  [{ status: 429 }, 'overloaded'],
  [{ status: 503, code: 'SlowDown' }, 'overloaded'],
  [{ status: 403, code: 'rateLimitExceeded' }, 'overloaded'],
  [{ status: 500, code: 'InternalError' }, 'neither'],
  [{ status: 0, cause: new Error('the line is cut') }, 'neither'],
] as const)('signOf() of %o is %s', (end, sign) => {
  expect(signOf(end)).toBe(sign)
})

describe('RequestLimit', () => {
  /** Asks for a turn, and keeps it. */
  const waiting = async (limit: RequestLimit, names: readonly number[], begun: [number, Turn][]) => {
    for (const name of names) limit.turn().then((turn) => begun.push([name, turn]))
    await new Promise((resolve) => setImmediate(resolve))
  }
  const settled = () => new Promise((resolve) => setImmediate(resolve))

  it('gives turns in the order of asking, and one more for each place that is given back, once', async () => {
    const limit = new RequestLimit()
    const begun: [number, Turn][] = []
    const names = items(12)
    await waiting(limit, names, begun)
    expect(begun.map(([name]) => name)).toEqual(names.slice(0, 8))
    for (const _ of [1, 2]) begun[3]?.[1].end('neither')
    await settled()
    expect(begun.map(([name]) => name)).toEqual(names.slice(0, 9))
    await waiting(limit, [99], begun)
    for (const n of [0, 1, 2, 4]) begun[n]?.[1].end('neither')
    await settled()
    expect(begun.map(([name]) => name)).toEqual([...names, 99])
  })

  it('lets nobody begin after a refusal until there is room below the new limit', async () => {
    const limit = new RequestLimit()
    const begun: [number, Turn][] = []
    await waiting(limit, items(10), begun)
    for (const n of [0, 1, 2, 3]) begun[n]?.[1].end('overloaded')
    await settled()
    expect([limit.limit, begun.length]).toEqual([4, 8])
    begun[4]?.[1].end('served')
    await settled()
    expect([limit.limit, begun.length]).toEqual([4, 9])
  })

  it('does not grow by requests that go one after the other', async () => {
    const limit = new RequestLimit()
    for (let n = 0; n < 100; n++) (await limit.turn()).end('served')
    expect(limit.limit).toBe(8)
  })

  /** How many requests of a thousand were at a server together, one figure for each: it serves `most`, and refuses the others. */
  const together = async (most: number) => {
    const limit = new RequestLimit()
    const figures: number[] = []
    let underWay = 0
    await atATime(50, items(1000), async () => {
      for (let isServed = false; !isServed; ) {
        const turn = await limit.turn()
        figures.push(++underWay)
        isServed = underWay <= most
        await settled()
        underWay--
        turn.end(isServed ? 'served' : 'overloaded')
      }
    })
    return figures
  }

  it('comes to its ceiling with a fast server, and not above it', async () => {
    const figures = await together(1000)
    expect(Math.max(...figures.slice(0, 16))).toBe(8)
    expect(Math.max(...figures)).toBe(MOST_AT_A_TIME)
  })

  it.each([6, 12, 25])(
    'comes near to the %i at a time that a server can take, and stays there',
    async (most) => {
      const late = (await together(most)).slice(500)
      expect(Math.max(...late)).toBeLessThanOrEqual(most + 1)
      expect(Math.max(...late)).toBeGreaterThanOrEqual(most)
      expect(late.filter((figure) => figure > most).length / late.length).toBeLessThan(0.25)
    },
  )
})

describe('HttpBackend that is many requests behind', () => {
  let server: StandInS3
  beforeAll(async () => {
    server = await StandInS3.start()
  })
  afterAll(() => server.stop())
  beforeEach(() => server.reset())

  it('comes near to what an overloaded server can take, and loses nothing', async () => {
    server.mostAtATime = 6
    const { backend } = openStandInS3(server)
    await atATime(backend.concurrency, items(100), (n) => backend.put(`x/${n}`, Buffer.from(`${n}`)))
    expect(server.objects.size).toBe(100)
    const late = server.underWay.slice(server.underWay.length / 2)
    const refused = late.filter((each) => each > 6).length
    expect(refused / late.length).toBeLessThan(0.25)
    expect(late.reduce((sum, each) => sum + each, 0) / late.length).toBeGreaterThan(2)
  })

  it('gives the place of a read back that was not read to its end', async () => {
    server.objects.set('p/x/large', Buffer.alloc(1 << 20))
    const { backend } = openStandInS3(server)
    for (let n = 0; n < 20; n++) for await (const _ of backend.read('x/large')) break
    expect(await backend.size('x/large')).toBe(1 << 20)
    // Also where its body broke, or came to nothing.
    server.failTimes(60, { cut: 'within' }, ({ verb }) => verb === 'read')
    for (let n = 0; n < 10; n++) for await (const _ of backend.read('x/large')) break
    expect(await backend.size('x/large')).toBe(1 << 20)
  })
})
