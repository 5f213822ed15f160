import { randomBytes } from 'node:crypto'
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { digestOf } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { DirectoryBackend } from './directory-backend.ts'
import { Store } from './store.ts'
import { blobPath } from './store-path.ts'
import { HookedBackend, MemoryBackend, TemporaryFolder } from './testing/index.ts'
import { treeOf } from './tree-of.ts'

const code = (value: string) => expect.objectContaining({ code: value })

describe('Store', () => {
  it('marks a new store with its format once, and writes into no other', async () => {
    const backend = new MemoryBackend()
    await new Store(backend).writeBytes(Buffer.from('a'))
    await new Store(backend).writeBytes(Buffer.from('b'))
    expect(Buffer.from(backend.objects.get('format') ?? []).toString()).toBe('slipway-store 1\n')
    const later = new MemoryBackend()
    later.objects.set('format', Buffer.from('slipway-store 2\n'))
    await expect(new Store(later).writeBytes(Buffer.from('a'))).rejects.toThrow(code('store/format-unknown'))
    expect([...later.objects.keys()]).toEqual(['format'])
  })

  it('looks at the format again after it could not', async () => {
    let broken = true
    const store = new Store(
      new HookedBackend(new MemoryBackend(), (operation, path) => {
        if (operation === 'putIfAbsent' && path === 'format' && broken) throw new Error('no answer')
      }),
    )
    await expect(store.writeBytes(Buffer.from('a'))).rejects.toThrow('no answer')
    broken = false
    expect(await store.writeBytes(Buffer.from('a'))).toBe(digestOf('a'))
  })

  it('writeFile() gives digest, size and whether it was new, for small and large files', async () => {
    using folder = new TemporaryFolder()
    for (const bytes of [0, 5, 3 << 20]) {
      const content = randomBytes(bytes)
      const file = folder.write('file', content)
      const store = new Store(DirectoryBackend.open(folder.path('store')))
      await store.backend.delete(blobPath(digestOf(content)))
      expect(await store.writeFile(file)).toMatchObject({ oid: digestOf(content), bytes, created: true })
      expect(await store.writeFile(file)).toMatchObject({ created: false })
      expect(Buffer.compare(await store.readBytes(digestOf(content)), content)).toBe(0)
    }
  })

  it('writeFile() fails when a file changes while it is read or copied, and stores nothing under a wrong name', async () => {
    using folder = new TemporaryFolder()
    for (const bytes of [100, 3 << 20]) {
      const file = folder.write('file', Buffer.alloc(bytes, 'a'))
      const backend = new MemoryBackend()
      const store = new Store(backend)
      const rewrite = () => writeFileSync(file, Buffer.alloc(bytes, 'b'))
      await expect(store.writeFile(file, { progress: rewrite })).rejects.toThrow(code('store/file-changed'))
      expect([...backend.objects.keys()]).toEqual([])
      expect((await store.writeFile(file)).oid).toBe(digestOf(Buffer.alloc(bytes, 'b')))
    }
    // After the hash and before the copy, which only a large file has apart.
    const file = folder.write('file', Buffer.alloc(3 << 20, 'a'))
    const backend = new MemoryBackend()
    const store = new Store(
      new HookedBackend(backend, (operation, path) => {
        if (operation === 'putIfAbsent' && path.startsWith('o/'))
          writeFileSync(file, Buffer.alloc(3 << 20, 'b'))
      }),
    )
    await expect(store.writeFile(file)).rejects.toThrow(code('store/file-changed'))
    expect([...backend.objects.keys()]).toEqual(['format'])
  })

  it('reads fail for a damaged object, naming it, the store and both digests, and leave no file', async () => {
    using folder = new TemporaryFolder()
    for (const bytes of [100, 3 << 20]) {
      const good = Buffer.alloc(bytes, 'a')
      const bad = Buffer.alloc(bytes, 'b')
      const store = new Store(DirectoryBackend.open(folder.path('store')))
      const oid = await store.writeBytes(good)
      chmodSync(folder.path(`store/${blobPath(oid)}`), 0o644)
      writeFileSync(folder.path(`store/${blobPath(oid)}`), bad)
      const named = {
        code: 'store/object-corrupt',
        kind: 'corrupt',
        message: expect.stringContaining(digestOf(bad)),
      }
      await expect(store.readBytes(oid)).rejects.toMatchObject(named)
      const target = folder.write('out/target', 'before')
      await expect(store.readToFile(oid, target)).rejects.toMatchObject({
        ...named,
        message: expect.stringContaining(store.url),
      })
      expect(folder.contents('out')).toEqual({ target: 'before' })
      await store.repairBlob(oid, good)
      await store.readToFile(oid, target)
      expect(Buffer.compare(readFileSync(target), good)).toBe(0)
    }
  })

  it('reads fail for an object that is not there', async () => {
    using folder = new TemporaryFolder()
    for (const store of [
      new Store(new MemoryBackend()),
      new Store(DirectoryBackend.open(folder.path('store'))),
    ]) {
      const oid = digestOf('nothing')
      await expect(store.readBytes(oid)).rejects.toThrow(code('store/object-missing'))
      await expect(store.readTree(oid)).rejects.toThrow(code('store/object-missing'))
      await expect(store.readToFile(oid, folder.path('target'))).rejects.toThrow(code('store/object-missing'))
    }
    expect(readdirSync(folder.root)).toEqual([])
  })

  it('readToFile() sets the executable bit as asked', async () => {
    using folder = new TemporaryFolder()
    const store = new Store(DirectoryBackend.open(folder.path('store')))
    for (const bytes of [10, 3 << 20]) {
      const oid = await store.writeBytes(randomBytes(bytes))
      for (const executable of [true, false]) {
        await store.readToFile(oid, folder.path('target'), { executable })
        expect(statSync(folder.path('target')).mode & 0o700).toBe(executable ? 0o700 : 0o600)
      }
    }
  })

  it('readTree() gives back what writeTree() took, and refuses a damaged tree', async () => {
    const backend = new MemoryBackend()
    const store = new Store(backend)
    const oid = await store.writeBytes(Buffer.from('x'))
    const bundle = treeOf([
      { path: 'a/b', kind: 'file', oid, bytes: 1 },
      { path: 'c', kind: 'executable', oid, bytes: 1 },
    ])
    await store.writeTree(bundle)
    expect(await store.readTree(bundle.root)).toEqual({ root: bundle.root, trees: bundle.trees })
    const path = [...backend.objects.keys()].find((each) => each.startsWith('t/')) ?? ''
    const text = Buffer.from(backend.objects.get(path) ?? []).toString()
    for (const damaged of [text.replace('a', 'b'), text.slice(0, -1), '', `${text}slipway-tree 1\n`]) {
      backend.objects.set(path, Buffer.from(damaged))
      await expect(store.readTree(bundle.root)).rejects.toThrow(code('store/object-corrupt'))
      const output = { kind: 'tree', oid: bundle.root, bytes: bundle.bytes } as const
      await expect(store.hasOutput(output)).rejects.toThrow(code('store/object-corrupt'))
    }
  })

  it('hasOutput() and hasBlob() miss what is missing, in whatever order a far store answers', async () => {
    const backend = Object.assign(new MemoryBackend(), { concurrency: 4 })
    const size = backend.size.bind(backend)
    backend.size = async (path) => {
      const bytes = await size(path)
      // What is there is answered later.
      if (bytes !== undefined) await setImmediate()
      return bytes
    }
    const store = new Store(backend, { partBytes: 4 })
    const files = ['one', 'two', 'six', 'ten'].map((text) => ({ path: text, oid: digestOf(text), bytes: 3 }))
    const { root, trees, bytes } = treeOf(files.map((file) => ({ ...file, kind: 'file' as const })))
    await store.writeTree({ root, trees })
    const large = Buffer.from('one large file')
    await store.writeBlob(digestOf(large), large.length, large)
    const parts = [...backend.objects.keys()].filter((path) => path.startsWith('o/'))
    for (const { path } of files) await store.writeBytes(Buffer.from(path))
    const holds = async () => [
      await store.hasOutput({ kind: 'tree', oid: root, bytes }),
      await store.hasBlob(digestOf(large), large.length),
    ]
    expect(await holds()).toEqual([true, true])
    for (const path of [...files.map(({ oid }) => blobPath(oid)), ...parts]) {
      const content = backend.objects.get(path) as Uint8Array
      backend.objects.delete(path)
      expect(await holds()).toEqual(parts.includes(path) ? [true, false] : [false, true])
      backend.objects.set(path, content)
    }
  })

  it('hasOutput() wants the tree and every blob in its size', async () => {
    const backend = new MemoryBackend()
    const store = new Store(backend)
    const oid = await store.writeBytes(Buffer.from('content'))
    const bundle = treeOf([{ path: 'a', kind: 'file', oid, bytes: 7 }])
    const output = { kind: 'tree', oid: bundle.root, bytes: 7 } as const
    expect(await store.hasOutput({ kind: 'file', oid, bytes: 7 })).toBe(true)
    expect(await store.hasOutput({ kind: 'file', oid, bytes: 8 })).toBe(false)
    expect(await store.hasOutput(output)).toBe(false)
    await store.writeTree(bundle)
    expect(await store.hasOutput(output)).toBe(true)
    backend.objects.set(blobPath(oid), Buffer.from('short'))
    expect(await store.hasOutput(output)).toBe(false)
    backend.objects.delete(blobPath(oid))
    expect(await store.hasOutput(output)).toBe(false)
  })
})
