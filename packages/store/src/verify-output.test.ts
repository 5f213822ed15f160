import { describe, expect, it } from 'vitest'
import { Store } from './store.ts'
import { blobPath } from './store-path.ts'
import { fillStore } from './testing/filled-store.ts'
import { MemoryBackend } from './testing/index.ts'
import { verifyOutput } from './verify-output.ts'

describe('verifyOutput()', () => {
  it('names what is missing and what has another size, and with deep also what has other content', async () => {
    const source = await fillStore()
    const { objects } = source.backend
    expect(await verifyOutput(source.store, source.output, { deep: true })).toEqual({
      objects: 4,
      bytes: (2 << 20) + 7,
      problems: [],
    })
    objects.delete(blobPath(source.oidOf('a/two')))
    objects.set(blobPath(source.oidOf('a/one')), Buffer.from('ONE'))
    const missing = { path: 'a/two', oid: source.oidOf('a/two'), problem: 'missing' }
    const corrupt = { path: 'a/copy', oid: source.oidOf('a/one'), problem: 'corrupt' }
    expect((await verifyOutput(source.store, source.output, { deep: false })).problems).toEqual([missing])
    expect((await verifyOutput(source.store, source.output, { deep: true })).problems).toEqual([
      corrupt,
      missing,
    ])
    objects.set(blobPath(source.oidOf('a/one')), Buffer.from('o'))
    expect((await verifyOutput(source.store, source.output, { deep: false })).problems).toEqual([
      corrupt,
      missing,
    ])
  })

  it('names a tree that is not there', async () => {
    const source = await fillStore()
    const empty = new Store(new MemoryBackend())
    const { oid } = source.output
    expect((await verifyOutput(empty, source.output, { deep: false })).problems).toEqual([
      { path: '', oid, problem: 'missing' },
    ])
  })
})
