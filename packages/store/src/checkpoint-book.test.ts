import { type Checkpoint, checkpointPath, digestOf } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { CheckpointBook, type NewCheckpoint } from './checkpoint-book.ts'
import { Store } from './store.ts'
import { sweepCheckpoints } from './sweep-checkpoints.ts'
import { takePath } from './take-path.ts'
import { MemoryBackend } from './testing/memory-backend.ts'
import { TemporaryFolder } from './testing/temporary-folder.ts'

const key = digestOf('key')

function sample(
  output: Checkpoint['output'] = { kind: 'file', oid: digestOf('x'), bytes: 1 },
): NewCheckpoint {
  const started = '2026-01-02T03:04:05Z'
  const start = { producer: null, runner: 'r', started, seconds: 1, gpu_seconds: 0 }
  return {
    schema: 'slipway.checkpoint/v1',
    stage: 'train',
    key,
    domain: 'main',
    name: 'step-1',
    output,
    made_at: started,
    starts: [{ ...start, resumed: null, ended: 'running' }],
  }
}

function bookOf() {
  const backend = new MemoryBackend()
  const store = new Store(backend)
  return { backend, store, book: new CheckpointBook(store) }
}

describe('CheckpointBook', () => {
  it('numbers upwards, above what the caller knows, and lists the newest first', async () => {
    const { book } = bookOf()
    expect((await book.put(sample(), 0)).seq).toBe(1)
    expect((await book.put(sample(), 7)).seq).toBe(8)
    expect((await book.put(sample(), 0)).seq).toBe(9)
    expect(await book.list('main', key)).toEqual([9, 8, 1])
    expect(await book.list('dev', key)).toEqual([])
    expect(await book.read('main', key, 8)).toEqual({ ...sample(), seq: 8 })
  })

  it('lets several writers have a number each', async () => {
    const { book } = bookOf()
    const made = await Promise.all([1, 2, 3, 4].map(() => book.put(sample(), 0)))
    expect(made.map(({ seq }) => seq).sort()).toEqual([1, 2, 3, 4])
  })

  it('keeps the newest, and removes the oldest first', async () => {
    const { book } = bookOf()
    for (let count = 0; count < 5; count++) await book.put(sample(), 0)
    await book.trim('main', key, 2)
    expect(await book.list('main', key)).toEqual([5, 4])
    await book.trim('main', key, 2)
    expect(await book.list('main', key)).toEqual([5, 4])
  })

  it.each([
    ['that is no record', () => 'x'],
    ['of another place', (text: string) => text.replace('"seq":1', '"seq":2')],
    ['that is not canonical', (text: string) => ` ${text}`],
  ])('refuses a record %s', async (_, change) => {
    const { backend, book } = bookOf()
    const path = checkpointPath(await book.put(sample(), 0))
    const text = Buffer.from(backend.objects.get(path) ?? '').toString()
    backend.objects.set(path, Buffer.from(change(text)))
    await expect(book.read('main', key, 1)).rejects.toMatchObject({ code: 'store/record-corrupt' })
    backend.objects.set(path, Buffer.from(text))
    await expect(book.read('main', key, 1)).resolves.toMatchObject({ seq: 1 })
  })
})

describe('sweepCheckpoints()', () => {
  it('removes what no checkpoint names, and keeps what two of them share', async () => {
    using folder = new TemporaryFolder()
    const { backend, store, book } = bookOf()
    const objects = () => [...backend.objects.keys()].filter((path) => /^[ot]\//.test(path)).length
    for (const step of ['1', '2']) {
      folder.write(`step-${step}/weights`, step)
      folder.write(`step-${step}/vocabulary`, 'same')
      await book.put(sample(await takePath(folder.path(`step-${step}`), store)), 0)
    }
    await sweepCheckpoints(store)
    expect(objects()).toBe(5)
    await book.trim('main', key, 1)
    await sweepCheckpoints(store)
    expect(objects()).toBe(3)
    const { output } = await book.read('main', key, 2)
    expect(await store.hasOutput(output)).toBe(true)
    await book.trim('main', key, 0)
    await sweepCheckpoints(store)
    expect(objects()).toBe(0)
  })
})

describe('takePath()', () => {
  it('takes a file, and a folder with what can be executed, under the digest of their content', async () => {
    using folder = new TemporaryFolder()
    const { store } = bookOf()
    folder.write('one.pt', 'weights')
    expect(await takePath(folder.path('one.pt'), store)).toEqual({
      kind: 'file',
      oid: digestOf('weights'),
      bytes: 7,
    })
    folder.write('two/deep/run', 'x', { executable: true })
    const output = await takePath(folder.path('two'), store)
    expect(output).toMatchObject({ kind: 'tree', bytes: 1 })
    expect(await store.hasOutput(output)).toBe(true)
    await expect(takePath(folder.path('none'), store)).rejects.toMatchObject({ code: 'store/target-missing' })
  })
})
