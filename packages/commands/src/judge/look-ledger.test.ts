import type { AskedLook } from '@slipway/compare'
import { digestOf, lookPath } from '@slipway/core'
import { Store } from '@slipway/store'
import { MemoryBackend } from '@slipway/store/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { handLedger, reviewedLedger, spendingLedger } from './look-ledger.ts'

const sketch = (name: string) =>
  Array.from({ length: 200 }, (_, i) => digestOf(`${name} ${i}`).slice(7, 23)).sort()
const asked = (challenger: string, rows = 'june', more: Partial<AskedLook> = {}): AskedLook => ({
  mode: 'sealed',
  looks: 20,
  challenger: digestOf(challenger),
  champion: digestOf('champion'),
  gate: digestOf('gate'),
  rows: 200,
  sketch: sketch(rows),
  ...more,
})

let backend: MemoryBackend
let store: Store
beforeEach(() => {
  backend = new MemoryBackend()
  store = new Store(backend)
})
const spend = (look: AskedLook) => spendingLedger(store).look('m', look)

describe('spendingLedger()', () => {
  it('counts looks at the same rows, and each model by itself', async () => {
    expect(await spend(asked('a'))).toEqual({ kind: 'counted', number: 1, bound: 0.05 })
    expect(await spend(asked('b'))).toMatchObject({ number: 2 })
    expect(await spend(asked('c', 'july'))).toMatchObject({ number: 1 })
    expect(await spendingLedger(store).look('n', asked('a'))).toMatchObject({ number: 1 })
    expect((await store.looks('m')).map(({ seq, number }) => [seq, number])).toEqual([
      [1, 1],
      [2, 2],
      [3, 1],
    ])
  })

  it('is told the same number whenever the same is asked, whatever was asked in between', async () => {
    await spend(asked('a'))
    for (const other of ['b', 'c', 'd']) await spend(asked(other))
    expect(await spend(asked('a'))).toMatchObject({ number: 1 })
    expect(await spend(asked('a', 'june', { gate: digestOf('another') }))).toMatchObject({ number: 5 })
    expect(await spend(asked('a', 'june', { champion: digestOf('another') }))).toMatchObject({ number: 6 })
    expect(await store.looks('m')).toHaveLength(6)
  })

  it('gives every one of many who ask at once a number of their own', async () => {
    const states = await Promise.all(Array.from({ length: 12 }, (_, i) => spend(asked(`c${i}`))))
    const numbers = states.map((state) => (state.kind === 'counted' ? state.number : 0))
    expect(numbers.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    const again = await Promise.all(Array.from({ length: 8 }, () => spend(asked('one'))))
    expect(new Set(again.map((state) => JSON.stringify(state))).size).toBe(1)
  })

  it('counts nothing on a ledger with a gap, or with an entry that is none', async () => {
    for (const challenger of ['a', 'b', 'c']) await spend(asked(challenger))
    const path = lookPath('m', 2)
    const entry = backend.objects.get(path) ?? new Uint8Array()
    await backend.delete(path)
    await expect(spend(asked('d'))).rejects.toMatchObject({ code: 'store/record-corrupt' })
    for (const text of ['{}', 'no JSON', Buffer.from(entry).toString().replace('"seq":2', '"seq":3')]) {
      await backend.put(path, Buffer.from(text))
      await expect(spend(asked('d'))).rejects.toMatchObject({ code: 'store/record-corrupt' })
    }
    await backend.put(path, entry)
    expect(await spend(asked('d'))).toMatchObject({ number: 4 })
  })
})

describe('reviewedLedger()', () => {
  it('takes the number that was spent at the review, and spends none', async () => {
    await spend(asked('a'))
    await spend(asked('b'))
    const reviewed = reviewedLedger(store)
    expect(await reviewed.look('m', asked('a'))).toMatchObject({ kind: 'counted', number: 1 })
    expect(await reviewed.look('m', asked('z'))).toMatchObject({ kind: 'withheld' })
    expect(await store.looks('m')).toHaveLength(2)
  })
})

describe('handLedger', () => {
  it('leaves sealed rows alone', async () => {
    expect(await handLedger.look('m', asked('a'))).toMatchObject({ kind: 'withheld' })
    expect(await handLedger.look('m', asked('a', 'june', { mode: 'open' }))).toEqual({ kind: 'uncounted' })
  })
})
