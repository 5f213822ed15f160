import { setImmediate } from 'node:timers/promises'
import {
  digestOf,
  formatRunRecord,
  formatVerdict,
  type Look,
  lookPath,
  runPath,
  type Verdict,
  verdictDigest,
} from '@slipway/core'
import { describe, expect, it } from 'vitest'
import type { Backend } from './backend.ts'
import { Store } from './store.ts'
import { MemoryBackend, sampleRecord } from './testing/index.ts'

const code = (value: string) => expect.objectContaining({ code: value })

describe('Store.putRecord(), readRecord()', () => {
  it('gives back the record with the digest of its bytes', async () => {
    const store = new Store(new MemoryBackend())
    const record = sampleRecord()
    const digest = digestOf(formatRunRecord(record))
    expect(await store.putRecord('main', record)).toEqual({ record, digest, created: true })
    expect(await store.readRecord('main', record.key, 1)).toEqual({ record, digest })
  })

  it('lets the first writer win, and gives everybody the winner’s record', async () => {
    const store = new Store(new MemoryBackend())
    const puts = await Promise.all(
      Array.from({ length: 8 }, (_, i) => store.putRecord('main', sampleRecord({ seconds: i }))),
    )
    expect(puts.filter((put) => put.created).length).toBe(1)
    expect(new Set(puts.map((put) => put.digest)).size).toBe(1)
    expect(new Set(puts.map((put) => put.record.timing.seconds)).size).toBe(1)
  })

  it('keeps a record’s bytes when it is published in another domain', async () => {
    const store = new Store(new MemoryBackend())
    const record = sampleRecord({ domain: 'pr-7' })
    const first = await store.putRecord('pr-7', record)
    expect((await store.putRecord('main', record)).digest).toBe(first.digest)
    expect((await store.readRecord('main', record.key, 1)).record.domain).toBe('pr-7')
  })

  it('refuses a record whose key is not that of its preimage, and writes nothing', async () => {
    const backend = new MemoryBackend()
    const record = { ...sampleRecord(), key: digestOf('another') }
    await expect(new Store(backend).putRecord('main', record)).rejects.toThrow(code('store/record-corrupt'))
    expect([...backend.objects.keys()]).toEqual([])
  })

  it('refuses to read a record of another key or attempt, one that is not canonical, and what is no record', async () => {
    const backend = new MemoryBackend()
    const store = new Store(backend)
    const record = sampleRecord()
    const path = runPath('main', record.key, 1)
    const put = (text: string) => backend.objects.set(path, Buffer.from(text))
    for (const text of [
      formatRunRecord(sampleRecord({ seed: 'another' })),
      formatRunRecord(sampleRecord({ attempt: 2 })),
      JSON.stringify(record, undefined, 1),
      '{}',
      '',
    ]) {
      put(text)
      await expect(store.readRecord('main', record.key, 1)).rejects.toThrow(code('store/record-corrupt'))
      await expect(store.findRun(['main'], record.key)).rejects.toThrow(code('store/record-corrupt'))
    }
    put(formatRunRecord(record))
    expect((await store.readRecord('main', record.key, 1)).record).toEqual(record)
  })
})

describe('Store.attempts(), nextAttempt(), findRun()', () => {
  it('orders attempts by number and leaves out revoked ones, whose numbers stay taken', async () => {
    const backend = new MemoryBackend()
    const store = new Store(backend)
    const { key } = sampleRecord()
    expect(await store.nextAttempt('main', key)).toBe(1)
    for (const attempt of [10, 2, 1]) await store.putRecord('main', sampleRecord({ attempt }))
    expect(await store.attempts('main', key)).toEqual([1, 2, 10])
    backend.objects.set(`${runPath('main', key, 1)}.revoked`, Buffer.from('leaked labels'))
    backend.objects.set(`${runPath('main', key, 10)}.revoked`, Buffer.from('leaked labels'))
    backend.objects.set(runPath('main', key, 1).replace(/1$/, '01'), Buffer.from('no attempt'))
    expect(await store.attempts('main', key)).toEqual([2])
    expect(await store.nextAttempt('main', key)).toBe(11)
    expect((await store.findRun(['main'], key))?.record.attempt).toBe(2)
  })

  it('findRun() takes the first domain that has one, and no domain that it was not given', async () => {
    const store = new Store(new MemoryBackend())
    const record = sampleRecord({ domain: 'pr-7' })
    await store.putRecord('pr-7', record)
    expect(await store.findRun(['main', 'pr-8'], record.key)).toBeUndefined()
    expect(await store.findRun(['main', 'pr-7'], record.key)).toMatchObject({ domain: 'pr-7', record })
    await store.putRecord('main', sampleRecord({ seconds: 9 }))
    expect(await store.findRun(['main', 'pr-7'], record.key)).toMatchObject({ domain: 'main' })
  })
})

describe('Store.putVerdict(), verdicts()', () => {
  const side = {
    version: null,
    model: digestOf('m'),
    run: null,
    evaluation: null,
    predictions: null,
    metrics: null,
  }
  const verdict: Verdict = {
    schema: 'slipway.verdict/v1',
    model: 'delay',
    outcome: 'better',
    reasons: ['it is better'],
    challenger: side,
    champion: null,
    baseline_kind: 'none',
    mode: 'values',
    testset: null,
    rescored: false,
    evalcode: { challenger: null, champion: null },
    gate: digestOf('gate'),
    alpha: 0.05,
    looks: 20,
    look: null,
    seed: 1,
    tool: 'slipway 0',
    metrics: {},
    slices: [],
    signoff: null,
  }

  it('finds all verdicts on an evaluation, or on a model that was not evaluated, each once', async () => {
    const store = new Store(new MemoryBackend())
    const evaluated = {
      ...verdict,
      challenger: { ...side, evaluation: { key: digestOf('key'), record: digestOf('record') } },
    }
    const other = { ...evaluated, outcome: 'worse' as const }
    for (const each of [verdict, evaluated, other, other])
      expect(await store.putVerdict(each)).toBe(verdictDigest(each))
    expect(await store.verdicts('delay', digestOf('m'))).toEqual([
      { verdict, digest: verdictDigest(verdict) },
    ])
    const found = await store.verdicts('delay', digestOf('key'))
    expect(new Set(found.map((each) => each.digest))).toEqual(
      new Set([verdictDigest(evaluated), verdictDigest(other)]),
    )
    expect(await store.verdicts('other', digestOf('key'))).toEqual([])
  })

  it('refuses a verdict that lies under another name', async () => {
    const backend = new MemoryBackend()
    const store = new Store(backend)
    await store.putVerdict(verdict)
    const path = [...backend.objects.keys()].find((each) => each.startsWith('verdicts/')) ?? ''
    backend.objects.set(path, Buffer.from(formatVerdict({ ...verdict, outcome: 'worse' })))
    await expect(store.verdicts('delay', digestOf('m'))).rejects.toThrow(code('store/record-corrupt'))
  })
})

describe('Store.looks()', () => {
  const lookAt = (seq: number): Look => ({
    schema: 'slipway.look/v1',
    model: 'm',
    seq,
    number: seq,
    mode: 'open',
    looks: 20,
    bound: 0.05,
    challenger: digestOf(`challenger ${seq}`),
    champion: digestOf('champion'),
    gate: digestOf('gate'),
    rows: 100,
    sketch: [],
  })

  it('reads several entries of a far ledger at a time, gives them in their order, and names the first gap', async () => {
    const backend = new MemoryBackend()
    let [under, most] = [0, 0]
    const read = backend.read.bind(backend)
    const far: Backend = Object.assign(backend, {
      concurrency: 4,
      read: async function* (path: string) {
        if (path.startsWith('looks/')) most = Math.max(most, ++under)
        // The last are answered first.
        for (let turn = path.endsWith('1') ? 9 : 1; turn > 0; turn--) await setImmediate()
        if (path.startsWith('looks/')) under--
        yield* read(path)
      },
    })
    const store = new Store(far)
    for (let seq = 1; seq <= 12; seq++) await store.putLook(lookAt(seq))
    expect((await store.looks('m')).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 12 }, (_, at) => at + 1),
    )
    expect(most).toBe(4)
    for (const seq of [3, 7]) await store.backend.delete(lookPath('m', seq))
    await expect(store.looks('m')).rejects.toThrow('entry 3 of the ledger is missing')
    await store.putLook(lookAt(3))
    await expect(store.looks('m')).rejects.toThrow('entry 7 of the ledger is missing')
  })
})
