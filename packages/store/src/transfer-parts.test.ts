import { randomBytes } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { digestOf, type Output, placementPath } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import type { Backend } from './backend.ts'
import { DirectoryBackend } from './directory-backend.ts'
import { storeError } from './error.ts'
import { Store } from './store.ts'
import { blobPath } from './store-path.ts'
import { HookedBackend, MemoryBackend, TemporaryFolder } from './testing/index.ts'
import { transfer } from './transfer.ts'
import { verifyOutput } from './verify-output.ts'

const PART = 1 << 20
const content = randomBytes(4 * PART + 17)
const output: Output = { kind: 'file', oid: digestOf(content), bytes: content.length }
const shared = (backend: Backend) => new Store(backend, { partBytes: PART })
const partPaths = Array.from({ length: 5 }, (_, i) =>
  blobPath(digestOf(content.subarray(i * PART, (i + 1) * PART))),
)

async function filled(): Promise<{ backend: MemoryBackend; store: Store }> {
  const source = new Store(new MemoryBackend('near'))
  await source.writeBytes(content)
  const backend = new MemoryBackend('far')
  const store = shared(backend)
  await transfer(output, [source], store)
  return { backend, store }
}

describe('a large blob', () => {
  it('lies in a shared store as parts with a placement, and nowhere as a whole', async () => {
    const { backend, store } = await filled()
    expect([...backend.objects.keys()].sort()).toEqual(
      ['format', ...partPaths, placementPath(output.oid)].sort(),
    )
    expect(await store.hasOutput(output)).toBe(true)
    expect(Buffer.compare(await store.readBytes(output.oid), content)).toBe(0)
    const range = { start: PART - 3, end: 2 * PART + 5 }
    const piece = await store.readRange(output.oid, range)
    expect(Buffer.compare(piece, content.subarray(range.start, range.end))).toBe(0)
    expect((await verifyOutput(store, output, { deep: true })).problems).toEqual([])
  })

  it('comes back whole to this machine’s own store, and in parts to another shared one', async () => {
    const { store } = await filled()
    using folder = new TemporaryFolder()
    const near = new Store(DirectoryBackend.open(folder.path('store')))
    const told: number[] = []
    await transfer(output, [store], near, { progress: (bytes) => told.push(bytes) })
    expect(told.reduce((sum, bytes) => sum + bytes)).toBe(content.length)
    expect(statSync(folder.path(`store/${blobPath(output.oid)}`)).mode & 0o777).toBe(0o444)
    expect(readdirSync(folder.path('store/tmp'))).toEqual([])
    expect(Buffer.compare(await near.readBytes(output.oid), content)).toBe(0)
    const other = shared(new MemoryBackend('other'))
    await transfer(output, [store], other)
    expect((await verifyOutput(other, output, { deep: true })).problems).toEqual([])
  })

  it('goes on after a crash with the parts that have not arrived, on the way there and back', async () => {
    const source = new Store(new MemoryBackend('near'))
    await source.writeBytes(content)
    const backend = new MemoryBackend('far')
    let room = 3
    const cut = new HookedBackend(backend, (operation, path) => {
      if (operation === 'putIfAbsent' && path.startsWith('o/') && room-- <= 0)
        throw storeError('store/write-failed', 'the line is cut')
    })
    await expect(transfer(output, [source], shared(cut))).rejects.toMatchObject({
      code: 'store/write-failed',
    })
    expect(backend.objects.has(placementPath(output.oid))).toBe(false)
    const sent: string[] = []
    const later = new HookedBackend(backend, (operation, path) => {
      if (operation === 'putIfAbsent' && path.startsWith('o/')) sent.push(path)
    })
    await transfer(output, [source], shared(later))
    expect(sent.length).toBe(2)

    using folder = new TemporaryFolder()
    const near = new Store(DirectoryBackend.open(folder.path('store')))
    const read: string[] = []
    const failing = new HookedBackend(backend, (operation, path) => {
      if (operation !== 'read' || !path.startsWith('o/') || path === blobPath(output.oid)) return
      if (read.length === 2) throw storeError('store/read-failed', 'the line is cut')
      read.push(path)
    })
    await expect(transfer(output, [shared(failing)], near)).rejects.toMatchObject({
      code: 'store/read-failed',
    })
    expect(await near.hasOutput(output)).toBe(false)
    const rest: string[] = []
    const again = new HookedBackend(backend, (operation, path) => {
      if (operation === 'read' && partPaths.includes(path)) rest.push(path)
    })
    await transfer(output, [shared(again)], near)
    expect(rest).toEqual(partPaths.slice(2))
    expect((await verifyOutput(near, output, { deep: true })).problems).toEqual([])
  })

  it('is not taken from parts that are damaged, of another file, or gone; and verify says so', async () => {
    const { backend, store } = await filled()
    const [first = '', second = ''] = partPaths
    const good = backend.objects.get(first) ?? new Uint8Array()
    const hint = backend.objects.get(placementPath(output.oid)) ?? new Uint8Array()
    const swapped = Buffer.from(hint).toString().split('\n')
    swapped.splice(1, 2, swapped[2] ?? '', swapped[1] ?? '')
    using folder = new TemporaryFolder()
    const damages: [() => void, string | undefined, string][] = [
      [() => backend.objects.set(first, Buffer.from(good).reverse()), undefined, 'corrupt'],
      [() => backend.objects.set(first, good.subarray(1)), 'missing', 'corrupt'],
      [() => backend.objects.delete(second), 'missing', 'missing'],
      [
        () => backend.objects.set(placementPath(output.oid), Buffer.from(swapped.join('\n'))),
        undefined,
        'corrupt',
      ],
      [() => backend.objects.delete(placementPath(output.oid)), 'missing', 'missing'],
    ]
    for (const [i, [damage, shallow, deep]] of damages.entries()) {
      const before = new Map(backend.objects)
      damage()
      const problem = async (deep: boolean) =>
        (await verifyOutput(store, output, { deep })).problems[0]?.problem
      expect([i, await problem(false)]).toEqual([i, shallow])
      expect([i, await problem(true)]).toEqual([i, shallow ?? deep])
      const near = new Store(DirectoryBackend.open(folder.path(`store-${i}`)))
      await expect(transfer(output, [store], near)).rejects.toMatchObject({
        code: expect.stringMatching(/^store.object-/),
      })
      expect(await near.hasOutput(output)).toBe(false)
      for (const [path, bytes] of before) backend.objects.set(path, bytes)
    }
  })

  it('is mended part by part by a trusted push', async () => {
    const { backend, store } = await filled()
    const source = new Store(new MemoryBackend('near'))
    await source.writeBytes(content)
    const good = new Map(backend.objects)
    for (const path of [partPaths[3] ?? '', placementPath(output.oid)]) {
      backend.objects.set(path, Buffer.from(good.get(path) ?? '').reverse())
      await transfer(output, [source], store, { trusted: true })
      expect(Buffer.compare(backend.objects.get(path) ?? content, good.get(path) ?? content)).toBe(0)
    }
    expect([...backend.objects.keys()].sort()).toEqual([...good.keys()].sort())
  })
})
