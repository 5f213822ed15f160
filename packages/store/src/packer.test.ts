import { type Digest, digestOf, type TreeFile, treePath } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { Packer } from './packer.ts'
import { Store } from './store.ts'
import { promisedDigest } from './store-path.ts'
import { HookedBackend } from './testing/hooked-backend.ts'
import { MemoryBackend } from './testing/memory-backend.ts'
import { treeOf } from './tree-of.ts'

const files = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => Buffer.from(`file ${from + i}\n`))

const treeOfFiles = (contents: readonly Uint8Array[]) =>
  treeOf(
    contents.map(
      (content, i): TreeFile => ({
        path: `f${String(i).padStart(5, '0')}`,
        kind: 'file',
        oid: digestOf(content),
        bytes: content.length,
      }),
    ),
  )

async function pack(store: Store, contents: readonly Uint8Array[]): Promise<boolean[]> {
  const packer = store.openPacker()
  const taken: boolean[] = []
  for (const content of contents) taken.push(await packer.add(digestOf(content), content))
  await packer.finish()
  return taken
}

const pathsOf = (backend: MemoryBackend, letter: string) =>
  [...backend.objects.keys()].filter((path) => path.startsWith(`${letter}/`))

describe('Packer', () => {
  it('puts many small blobs into one pack, which has the digest of its name, and takes none twice', async () => {
    const backend = new MemoryBackend()
    const store = new Store(backend)
    expect(await pack(store, files(0, 100))).toEqual(Array(100).fill(true))
    const [path = ''] = pathsOf(backend, 'k')
    expect([pathsOf(backend, 'k').length, pathsOf(backend, 'o').length]).toEqual([1, 0])
    expect(digestOf(backend.objects.get(path) ?? '')).toBe(promisedDigest(path))
    expect(await pack(store, [...files(90, 105), ...files(104, 106)])).toEqual([
      ...Array(10).fill(false),
      ...Array(5).fill(true),
      false,
      true,
    ])
    // Another process, which has to look into the packs.
    expect(await pack(new Store(backend), files(0, 106))).toEqual(Array(106).fill(false))
  })

  it('fills the next pack while one is written, takes nothing of it twice, and says later that it failed', async () => {
    const backend = new MemoryBackend()
    const gate = Promise.withResolvers<void>()
    const put = backend.putIfAbsent.bind(backend)
    backend.putIfAbsent = async (path, content) => {
      if (path.startsWith('k/')) await gate.promise
      return put(path, content)
    }
    const packer = new Packer(new Store(backend), 4096)
    const [first, second] = [files(0, 40), files(40, 60)]
    const add = (content: Uint8Array) => packer.add(digestOf(content), content)
    for (const content of [...first, ...second]) expect(await add(content)).toBe(true)
    expect(pathsOf(backend, 'k')).toEqual([])
    for (const content of [...first, ...second]) expect(await add(content)).toBe(false)
    gate.reject(new Error('the disk is full'))
    await expect(packer.finish()).rejects.toThrow('the disk is full')
  })

  it('writes a few blobs, and those of 1 MiB, one by one', async () => {
    const backend = new MemoryBackend()
    const store = new Store(backend)
    const large = Buffer.alloc(1 << 20, 'x')
    expect(await pack(store, [...files(0, 15), large])).toEqual(Array(16).fill(true))
    expect([pathsOf(backend, 'k').length, pathsOf(backend, 'o').length]).toEqual([0, 16])
    expect(await pack(store, [large])).toEqual([false])
  })

  it('keeps what was added, whatever becomes of the caller’s bytes', async () => {
    const store = new Store(new MemoryBackend())
    const packer = store.openPacker()
    const shared = Buffer.alloc(10)
    const oids: Digest[] = []
    for (const content of files(0, 40)) {
      const bytes = shared.subarray(0, content.copy(shared))
      oids.push(digestOf(bytes))
      await packer.add(digestOf(bytes), bytes)
    }
    shared.fill(0)
    await packer.finish()
    for (const oid of oids) expect(digestOf(await store.readBytes(oid))).toBe(oid)
  })

  it('begins another pack before one gets too large, and fills a pack to its last byte', async () => {
    const backend = new MemoryBackend()
    const store = new Store(backend)
    // A blob of 9 bytes takes 9 in the pack and 67 in the index; the frame takes 32.
    for (const [limit, packs] of [
      [32 + 20 * 76, 1],
      [32 + 20 * 76 - 1, 2],
    ] as const) {
      backend.objects.clear()
      const fresh = new Store(backend)
      const packer = new Packer(fresh, limit)
      for (const content of files(1000, 1020)) {
        const bytes = content.subarray(0, 9)
        await packer.add(digestOf(bytes), bytes)
      }
      await packer.finish()
      expect(pathsOf(backend, 'k').length).toBe(packs)
      for (const path of pathsOf(backend, 'k'))
        expect(backend.objects.get(path)?.length).toBeLessThanOrEqual(limit)
    }
    expect(store.url).toBe(backend.url)
  })
})

describe('Store with packs', () => {
  it('finds the blobs of a tree by its placement, and looks into no other pack', async () => {
    const backend = new MemoryBackend()
    const store = new Store(backend)
    await pack(store, files(1000, 1100))
    await pack(store, files(0, 100))
    const bundle = treeOfFiles(files(0, 100))
    await store.writeTree(bundle)
    const asked: string[] = []
    const reader = new Store(
      new HookedBackend(backend, (operation, path) => asked.push(`${operation} ${path}`)),
    )
    await reader.readTree(bundle.root)
    for (const content of files(0, 100)) {
      expect(Buffer.compare(await reader.readBytes(digestOf(content)), content)).toBe(0)
      expect(await reader.hasBlob(digestOf(content), content.length)).toBe(true)
      expect(await reader.blobSize(digestOf(content))).toBe(content.length)
    }
    expect(asked[0]).toBe(`read ${treePath(bundle.root)}`)
    const others = asked.slice(1).filter((each) => !each.startsWith('read k/'))
    expect(others).toEqual([`read ${treePath(bundle.root).replace('t', 'x')}`])
    expect(new Set(asked.filter((each) => each.includes(' k/'))).size).toBe(1)
  })

  it('finds them without it, or with one that lies, and gives pieces of them', async () => {
    const backend = new MemoryBackend()
    await pack(new Store(backend), files(0, 100))
    const [content] = files(42, 43) as [Buffer]
    expect(
      Buffer.from(await new Store(backend).readRange(digestOf(content), { start: 5, end: 7 })).toString(),
    ).toBe('42')
    const bundle = treeOfFiles(files(0, 100))
    await new Store(backend).writeTree(bundle)
    const hint = treePath(bundle.root).replace('t', 'x')
    for (const lie of ['nonsense', `slipway-place 1\npack ${'0'.repeat(64)} 100\n`, 'slipway-place 1\n']) {
      await backend.put(hint, Buffer.from(lie))
      const store = new Store(backend)
      await store.readTree(bundle.root)
      expect(Buffer.compare(await store.readBytes(digestOf(content)), content)).toBe(0)
    }
  })

  it('passes over packs that are damaged or lie, and takes the blob where it is right', async () => {
    const backend = new MemoryBackend()
    const store = new Store(backend)
    await pack(store, files(0, 100))
    const [path = ''] = pathsOf(backend, 'k')
    const good = backend.objects.get(path) ?? new Uint8Array()
    const [content] = files(42, 43) as [Buffer]
    const lying = Buffer.from(good)
    lying.fill('x', 0, 500)
    for (const bad of [lying, good.subarray(0, 700), good.subarray(1), Buffer.from('x'), new Uint8Array()]) {
      backend.objects.set(path, bad)
      const other = new Store(backend)
      await expect(other.readBytes(digestOf(content))).rejects.toMatchObject({
        code: expect.stringMatching(/^store.object-(corrupt|missing)$/),
      })
      await other.writeBytes(content)
      expect(Buffer.compare(await other.readBytes(digestOf(content)), content)).toBe(0)
      const chunks: Uint8Array[] = []
      for await (const chunk of other.readChunks(digestOf(content))) chunks.push(chunk)
      expect(Buffer.compare(Buffer.concat(chunks), content)).toBe(0)
      backend.objects.delete([...pathsOf(backend, 'o')][0] ?? '')
    }
  })

  it('mends a pack that shows that it is damaged', async () => {
    const backend = new MemoryBackend()
    await pack(new Store(backend), files(0, 100))
    const [path = ''] = pathsOf(backend, 'k')
    const good = backend.objects.get(path)
    backend.objects.set(path, Buffer.from('squatted'))
    expect(await pack(new Store(backend), files(0, 100))).toEqual(Array(100).fill(true))
    expect(backend.objects.get(path)).toEqual(good)
  })
})
