import type { Output } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { storeError } from './error.ts'
import { Store } from './store.ts'
import { blobPath } from './store-path.ts'
import { fillStore } from './testing/filled-store.ts'
import { HookedBackend, MemoryBackend } from './testing/index.ts'
import { transfer } from './transfer.ts'
import { verifyOutput } from './verify-output.ts'

const code = (value: string) => expect.objectContaining({ code: value })

describe('transfer()', () => {
  it('moves each distinct object once, blobs before the tree, and nothing the second time', async () => {
    const source = await fillStore()
    const order: string[] = []
    const backend = new MemoryBackend('target')
    const target = new Store(
      new HookedBackend(backend, (operation, path) => {
        if (operation === 'putIfAbsent') order.push(path.slice(0, 1))
      }),
    )
    let told = 0
    const first = await transfer(source.output, [source.store], target, {
      progress: (bytes) => {
        told += bytes
      },
    })
    expect(order).toEqual(['f', 'o', 'o', 'o', 't'])
    expect(first.moved.objects).toBe(4)
    expect(first.present).toEqual({ objects: 0, bytes: 0 })
    expect(first.served).toEqual([{ store: source.store.url, ...first.moved }])
    expect(told).toBe(first.moved.bytes)
    expect(await target.hasOutput(source.output)).toBe(true)
    expect(await transfer(source.output, [source.store], target)).toEqual({
      moved: first.present,
      present: first.moved,
      served: [],
    })
  })

  it('moves many large objects at a time to a store that says so, the tree last, and fails as it would one by one', async () => {
    const files = Array.from(
      { length: 40 },
      (_, i) => [`f${String(i).padStart(2, '0')}`, Buffer.alloc(1 << 20, i + 1)] as const,
    )
    const source = await fillStore(Object.fromEntries(files))
    const backend = new MemoryBackend('far away')
    const order: string[] = []
    let under = 0
    let most = 0
    const size = async (path: string) => {
      most = Math.max(most, ++under)
      await new Promise((resolve) => setImmediate(resolve))
      under--
      return backend.objects.get(path)?.length
    }
    const putIfAbsent: MemoryBackend['putIfAbsent'] = (path, content) => {
      order.push(path.slice(0, 1))
      return MemoryBackend.prototype.putIfAbsent.call(backend, path, content)
    }
    const target = new Store(Object.assign(backend, { concurrency: 5, size, putIfAbsent }))
    expect((await transfer(source.output, [source.store], target)).moved.objects).toBe(41)
    expect([most, order.at(-1), order.length]).toEqual([5, 't', 42])
    const { problems } = await verifyOutput(target, source.output, { deep: true })
    expect(problems).toEqual([])
    for (const name of ['f31', 'f07']) backend.objects.delete(blobPath(source.oidOf(name)))
    const missing = (await verifyOutput(target, source.output, { deep: false })).problems
    expect(missing.map(({ path }) => path)).toEqual(['f07', 'f31'])
    await expect(transfer(source.output, [target], new Store(new MemoryBackend('here')))).rejects.toThrow(
      source.oidOf('f07').slice('sha256:'.length),
    )
  })

  it('moves a single file', async () => {
    const source = await fillStore()
    const target = new Store(new MemoryBackend('target'))
    const output: Output = { kind: 'executable', oid: source.oidOf('big'), bytes: (2 << 20) + 1 }
    expect((await transfer(output, [source.store], target)).moved).toEqual({
      objects: 1,
      bytes: (2 << 20) + 1,
    })
    expect(await target.hasOutput(output)).toBe(true)
  })

  it('passes over a source that lacks or damaged an object, and fails when none has it whole', async () => {
    const source = await fillStore()
    const damaged = await fillStore()
    damaged.backend.objects.set(blobPath(damaged.oidOf('a/two')), Buffer.from('TWO'))
    const empty = new Store(new MemoryBackend('empty'))
    const backend = new MemoryBackend('target')
    const target = new Store(backend)
    await expect(transfer(source.output, [empty, damaged.store], target)).rejects.toThrow(
      code('store/object-corrupt'),
    )
    expect(await target.hasTree(source.output.oid)).toBe(false)
    expect(backend.objects.has(blobPath(source.oidOf('a/two')))).toBe(false)
    const { served } = await transfer(source.output, [empty, damaged.store, source.store], target)
    // The tree, "one" and the large file came from the second, "two" from the third.
    expect(served.map(({ objects }) => objects)).toEqual([3, 1])
    expect((await verifyOutput(target, source.output, { deep: true })).problems).toEqual([])
    await expect(transfer(source.output, [empty], new Store(new MemoryBackend()))).rejects.toThrow(
      code('store/object-missing'),
    )
  })

  it('replaces an object that has the wrong size in the receiving store', async () => {
    const source = await fillStore()
    const backend = new MemoryBackend('target')
    const target = new Store(backend)
    await transfer(source.output, [source.store], target)
    backend.objects.set(blobPath(source.oidOf('a/one')), Buffer.from('o'))
    expect((await transfer(source.output, [source.store], target)).moved.objects).toBe(1)
    expect(await target.hasOutput(source.output)).toBe(true)
  })

  it('publishes no tree when the disk is full in between, and ends the work when there is room again', async () => {
    const source = await fillStore()
    const backend = new MemoryBackend('target')
    for (const room of [0, 1, 1]) {
      let left = room
      const target = new Store(
        new HookedBackend(backend, (operation, path) => {
          if (operation === 'putIfAbsent' && path.startsWith('o/') && left-- <= 0)
            throw storeError('store/write-failed', 'no space left on device')
        }),
      )
      await expect(transfer(source.output, [source.store], target)).rejects.toThrow(
        code('store/write-failed'),
      )
      expect([...backend.objects.keys()].filter((path) => path.startsWith('t/'))).toEqual([])
    }
    const result = await transfer(source.output, [source.store], new Store(backend))
    expect(result).toMatchObject({ moved: { objects: 2 }, present: { objects: 2 } })
  })

  it('stops when it is interrupted, before it writes a tree', async () => {
    const source = await fillStore(
      Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`f${i}`, Buffer.from(`${i}`)])),
    )
    const target = new MemoryBackend('target')
    const abort = new AbortController()
    const stop = (): void => {
      const until = performance.now() + 60
      while (performance.now() < until) {
        // Time has to pass for the pacer to let the event loop run.
      }
      abort.abort(new Error('SIGINT'))
    }
    await expect(
      transfer(source.output, [source.store], new Store(target), { progress: stop, signal: abort.signal }),
    ).rejects.toThrow('SIGINT')
    expect([...target.objects.keys()].some((path) => path.startsWith('t/'))).toBe(false)
  })
})
