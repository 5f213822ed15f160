import { randomBytes } from 'node:crypto'
import { digestOf, packPath, placementPath, treePath } from '@slipway/core'
import { describe, expect, it, vi } from 'vitest'
import { PART_BYTES } from './blob-places.ts'
import { storeError } from './error.ts'
import { openBackend } from './open-backend.ts'
import { Store } from './store.ts'
import { blobPath } from './store-path.ts'
import { HookedBackend } from './testing/hooked-backend.ts'
import { addMany, manyFiles, treeOfMany } from './testing/many-files.ts'
import { MemoryBackend } from './testing/memory-backend.ts'
import { StandInS3 } from './testing/stand-in-s3.ts'
import { transfer, transferBlobs } from './transfer.ts'
import { verifyOutput } from './verify-output.ts'

const pathsOf = (backend: MemoryBackend, letter: string) =>
  [...backend.objects.keys()].filter((path) => path.startsWith(`${letter}/`))

/** A far store, and what it was asked. */
function farStore(backend = new MemoryBackend('far')): {
  store: Store
  backend: MemoryBackend
  asked: string[]
} {
  const asked: string[] = []
  const hooked = new HookedBackend(backend, (operation, path) => asked.push(`${operation} ${path}`))
  return { store: new Store(Object.assign(hooked, { concurrency: 4 })), backend, asked }
}

/** A store of this machine, in memory. */
function nearStore(): { store: Store; backend: MemoryBackend } {
  const backend = new MemoryBackend('near')
  return { store: new Store(Object.assign(backend, { localFile: () => '/nowhere' })), backend }
}

const soundIn = async (store: Store, output: Parameters<typeof verifyOutput>[1]) =>
  (await verifyOutput(store, output, { deep: true })).problems

describe('transfer() of packs', () => {
  it('puts the entries of a pack together as often for many blobs as for few', async () => {
    const timesFor = async (count: number) => {
      const near = nearStore()
      const output = await addMany(near.store, manyFiles(0, count))
      const entries = vi.spyOn(near.store.packs, 'entries')
      await transfer(output, [near.store], farStore().store)
      return entries.mock.calls.length
    }
    const times = await timesFor(100)
    expect(times).toBeGreaterThan(0)
    expect(times).toBeLessThanOrEqual(3)
    expect(await timesFor(1000)).toBe(times)
  })

  it('copies whole packs, the placement before the tree, in a handful of operations', async () => {
    const near = nearStore()
    const output = await addMany(near.store, manyFiles(0, 5000))
    const far = farStore()
    const result = await transfer(output, [near.store], far.store)
    expect(result.moved.objects).toBe(5001)
    expect(far.asked.length).toBeLessThanOrEqual(8)
    expect(far.asked.slice(-3).map((each) => each.split('/')[0])).toEqual([
      'putIfAbsent k',
      'putIfAbsent x',
      'putIfAbsent t',
    ])
    expect(await soundIn(new Store(far.backend), output)).toEqual([])
    far.asked.length = 0
    const again = await transfer(
      output,
      [near.store],
      new Store(Object.assign(farStore(far.backend).store.backend)),
    )
    expect([again.moved.objects, again.present.objects]).toEqual([0, 5001])
  })

  it('goes to a new store on S3 by ten requests at most, and by three where all is there', async () => {
    const near = nearStore()
    const output = await addMany(near.store, manyFiles(0, 5000))
    const s3 = await StandInS3.start()
    const env = { AWS_ACCESS_KEY_ID: 'AK', AWS_SECRET_ACCESS_KEY: 'secret', HOME: '/nowhere' }
    const push = async () => {
      s3.log.length = 0
      const backend = await openBackend(`s3://bucket/p?endpoint=${s3.endpoint}`, { cwd: '/', env })
      await transfer(output, [near.store], new Store(backend, { partBytes: PART_BYTES }))
      return s3.log.length
    }
    expect(await push()).toBeLessThanOrEqual(10)
    expect(await push()).toBe(3)
    await s3.stop()
  })

  it('asks little where there is nothing to do', async () => {
    const near = nearStore()
    const output = await addMany(near.store, manyFiles(0, 5000))
    const far = farStore()
    await transfer(output, [near.store], far.store)
    const later = farStore(far.backend)
    await transfer(output, [near.store], later.store)
    expect(later.asked.map((each) => each.slice(0, 7))).toEqual(['read t/', 'list gc', 'size k/'])
  })

  it('moves only what is new, also where the packs of the two stores differ', async () => {
    const far = farStore()
    const first = nearStore()
    await transfer(await addMany(first.store, manyFiles(0, 1000)), [first.store], far.store)
    // Another machine, which has packed the same files otherwise.
    const second = nearStore()
    await addMany(second.store, manyFiles(500, 1000))
    const output = await addMany(second.store, manyFiles(0, 1100))
    const result = await transfer(output, [second.store], farStore(far.backend).store)
    expect(result.moved.objects).toBe(101)
    expect(await soundIn(new Store(far.backend), output)).toEqual([])
  })

  it('packs what lies one by one in the source, and asks for none of it', async () => {
    const near = nearStore()
    const files = manyFiles(0, 400)
    for (const content of files) await near.store.writeBytes(content)
    const { bundle, output } = treeOfMany(files)
    await near.store.writeTree(bundle)
    const far = farStore()
    await transfer(output, [near.store], far.store)
    expect([pathsOf(far.backend, 'k').length, pathsOf(far.backend, 'o').length]).toEqual([1, 0])
    expect(far.asked.length).toBeLessThanOrEqual(8)
    expect(await soundIn(new Store(far.backend), output)).toEqual([])
  })

  it('brings of a pack only what is wanted, by few reads, and packs it anew', async () => {
    const far = farStore()
    const output = await addMany(far.store, manyFiles(0, 1000))
    const reader = farStore(far.backend)
    await reader.store.readTree(output.oid)
    for (const [from, to, packs] of [
      [100, 200, 1],
      [300, 305, 1],
    ] as const) {
      const near = nearStore()
      reader.asked.length = 0
      const files = manyFiles(from, to)
      const wanted = files.map((content) => ({ oid: digestOf(content), bytes: content.length }))
      const { moved } = await transferBlobs(wanted, [reader.store], near.store)
      expect(moved.objects).toBe(to - from)
      expect(reader.asked.filter((each) => each.startsWith('read k/')).length).toBeLessThanOrEqual(3)
      expect(pathsOf(near.backend, 'k').length).toBe(files.length < 16 ? 0 : packs)
      for (const content of files)
        expect(Buffer.compare(await near.store.readBytes(digestOf(content)), content)).toBe(0)
    }
  })

  it('takes a blob from where it is right when a pack is damaged, and fails where it is nowhere', async () => {
    const far = farStore()
    const output = await addMany(far.store, manyFiles(0, 100))
    const [pack = ''] = pathsOf(far.backend, 'k')
    const bytes = Buffer.from(far.backend.objects.get(pack) ?? '')
    bytes[3] = (bytes[3] ?? 0) ^ 1
    far.backend.objects.set(pack, bytes)
    const near = nearStore()
    await expect(transfer(output, [new Store(far.backend)], near.store)).rejects.toMatchObject({
      code: 'store/object-corrupt',
    })
    expect(pathsOf(near.backend, 't')).toEqual([])
    const [first] = manyFiles(0, 1) as [Buffer]
    await new Store(far.backend).writeBytes(first)
    await transfer(output, [new Store(far.backend)], near.store)
    expect(await soundIn(near.store, output)).toEqual([])
  })
})

describe('a half-written directory', () => {
  it('is never visible: wherever a push breaks off there is no tree, and the next one ends the work', async () => {
    const near = nearStore()
    const output = await addMany(near.store, [...manyFiles(0, 100), randomBytes(1 << 20)])
    let breaks = 0
    for (let room = 0; ; room++) {
      const backend = new MemoryBackend('far')
      let left = room
      const cut = new HookedBackend(backend, (operation) => {
        if (operation.startsWith('put') && left-- <= 0)
          throw storeError('store/write-failed', 'the line is cut')
      })
      const pushed = await transfer(output, [near.store], new Store(cut)).catch((error) => error.code)
      if (pushed !== 'store/write-failed') break
      breaks++
      expect(pathsOf(backend, 't')).toEqual([])
      await transfer(output, [near.store], new Store(backend))
      expect(await soundIn(new Store(backend), output)).toEqual([])
    }
    // Its format, a pack, a blob, the placement, the tree.
    expect(breaks).toBe(5)
  })
})

describe('transfer() that is trusted', () => {
  it('finds and mends what somebody else has put in the place of a pack, a blob, a tree and a placement', async () => {
    const near = nearStore()
    const large = randomBytes(1 << 20)
    const files = [...manyFiles(0, 100), large]
    const output = await addMany(near.store, files)
    const far = farStore()
    await transfer(output, [near.store], far.store)
    const good = new Map(far.backend.objects)
    const [pack = ''] = pathsOf(far.backend, 'k')
    const flipped = (path: string, at: number) => {
      const bytes = Buffer.from(good.get(path) ?? '')
      bytes[at] = (bytes[at] ?? 0) ^ 1
      return bytes
    }
    const hint = placementPath(output.oid)
    const squats: [string, Uint8Array][] = [
      [pack, flipped(pack, 0)],
      [pack, flipped(pack, (good.get(pack)?.length ?? 0) - 30)],
      [pack, Buffer.concat([good.get(pack) ?? large, Buffer.from('more')])],
      [blobPath(digestOf(large)), flipped(blobPath(digestOf(large)), 5)],
      [treePath(output.oid), flipped(treePath(output.oid), 40)],
      [hint, Buffer.from('slipway-place 1\n')],
      [hint, Buffer.from(`slipway-place 1\npack ${'a'.repeat(64)} 700\n`)],
    ]
    for (const [path, bytes] of squats) {
      far.backend.objects.set(path, bytes)
      await transfer(output, [near.store], new Store(far.backend), { trusted: true })
      expect([path, Buffer.compare(far.backend.objects.get(path) ?? large, good.get(path) ?? large)]).toEqual(
        [path, 0],
      )
    }
    expect([...far.backend.objects.keys()].sort()).toEqual([...good.keys()].sort())
  })

  it('mends a small blob that lies alone', async () => {
    const near = nearStore()
    const output = await addMany(near.store, manyFiles(0, 5))
    const far = farStore()
    await transfer(output, [near.store], far.store)
    const [path = ''] = pathsOf(far.backend, 'o')
    const good = far.backend.objects.get(path)
    far.backend.objects.set(path, Buffer.from(good ?? '').reverse())
    expect((await transfer(output, [near.store], far.store)).moved.objects).toBe(0)
    const { moved } = await transfer(output, [near.store], far.store, { trusted: true })
    expect([moved.objects, far.backend.objects.get(path)]).toEqual([1, good])
    expect(pathsOf(far.backend, 'k')).toEqual([])
  })
})

it('packPath() names a pack as the store page says', () => {
  expect(packPath(`sha256:${'ab'.repeat(32)}`)).toBe(`k/ab/${'ab'.repeat(32)}`)
})
