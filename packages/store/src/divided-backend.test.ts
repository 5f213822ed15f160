import { digestOf } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { DirectoryBackend } from './directory-backend.ts'
import { DividedBackend } from './divided-backend.ts'
import { blobPath } from './store-path.ts'
import { describeBackend } from './testing/backend-contract.ts'
import { MemoryBackend } from './testing/memory-backend.ts'
import { TemporaryFolder } from './testing/temporary-folder.ts'

describeBackend('DividedBackend', async () => {
  const folder = new TemporaryFolder()
  const [objects, records] = ['objects', 'records'].map((name) => DirectoryBackend.open(folder.path(name)))
  return {
    backend: new DividedBackend(objects as DirectoryBackend, records as DirectoryBackend),
    close: async () => folder[Symbol.dispose](),
  }
})

describe('DividedBackend', () => {
  const bytes = Buffer.from('a blob')
  const blob = blobPath(digestOf(bytes))
  const record = 'runs/main/ab/key/1'
  const divided = () => {
    const [objects, records] = [new MemoryBackend('objects'), new MemoryBackend('records')]
    return { objects, records, backend: new DividedBackend(objects, records) }
  }

  it('keeps objects in the one place and everything else in the other', async () => {
    const { objects, records, backend } = divided()
    await backend.putIfAbsent(blob, bytes)
    await backend.put('x/ab/hint', bytes)
    await backend.putIfAbsent(record, bytes)
    await backend.putIfAbsent('format', bytes)
    expect([...objects.objects.keys()]).toEqual(['format', blob, 'x/ab/hint'])
    expect([...records.objects.keys()]).toEqual([record, 'format'])
  })

  it('sees no record that lies where the objects are, nor an object that lies with the records', async () => {
    const { objects, records, backend } = divided()
    await objects.putIfAbsent(record, Buffer.from('forged'))
    await records.putIfAbsent(blob, bytes)
    expect(await backend.size(record)).toBeUndefined()
    expect(await backend.size(blob)).toBeUndefined()
    expect(await Array.fromAsync(backend.list(''))).toEqual([])
  })
})
