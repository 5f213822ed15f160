import { describe, expect, it } from 'vitest'
import { Store } from './store.ts'
import { blobPath } from './store-path.ts'
import { fillStore } from './testing/filled-store.ts'
import { MemoryBackend } from './testing/index.ts'
import { Tiers } from './tiers.ts'

const code = (value: string) => expect.objectContaining({ code: value })

describe('Tiers', () => {
  it('takes what is missing or damaged from the next store, and mends the damaged copy', async () => {
    const near = await fillStore()
    const far = await fillStore()
    const tiers = new Tiers([near.store, far.store])
    const oid = near.oidOf('a/one')
    near.backend.objects.set(blobPath(oid), Buffer.from('ONE'))
    expect(Buffer.from(await tiers.readBytes(oid)).toString()).toBe('one')
    expect(Buffer.from(await near.store.readBytes(oid)).toString()).toBe('one')
    const tree = [...near.backend.objects.keys()].find((path) => path.startsWith('t/')) ?? ''
    near.backend.objects.set(tree, Buffer.from('slipway-tree 1\n'))
    expect((await tiers.readTree(near.output.oid)).root).toBe(near.output.oid)
    expect((await near.store.readTree(near.output.oid)).root).toBe(near.output.oid)
    near.backend.objects.delete(blobPath(oid))
    expect(Buffer.from(await tiers.readBytes(oid)).toString()).toBe('one')
  })

  it('takes a piece of an object from the next store where one ends too early, and mends nothing with it', async () => {
    const near = await fillStore()
    const far = await fillStore()
    const tiers = new Tiers([near.store, far.store])
    const oid = near.oidOf('a/one')
    const piece = async (start: number, end: number) =>
      Buffer.from(await tiers.readRange(oid, { start, end })).toString()
    expect(await piece(1, 3)).toBe('ne')
    near.backend.objects.set(blobPath(oid), Buffer.from('o'))
    expect(await piece(1, 3)).toBe('ne')
    expect(near.backend.objects.get(blobPath(oid))?.length).toBe(1)
    near.backend.objects.delete(blobPath(oid))
    expect(await piece(0, 3)).toBe('one')
    await expect(piece(0, 4)).rejects.toThrow(code('store/object-corrupt'))
  })

  it('fails with the damage rather than with the absence', async () => {
    const near = await fillStore()
    const oid = near.oidOf('a/one')
    near.backend.objects.set(blobPath(oid), Buffer.from('ONE'))
    const empty = new Store(new MemoryBackend('empty'))
    await expect(new Tiers([near.store, empty]).readBytes(oid)).rejects.toThrow(code('store/object-corrupt'))
    await expect(new Tiers([empty, near.store]).readBytes(oid)).rejects.toThrow(code('store/object-corrupt'))
    await expect(new Tiers([empty]).readBytes(oid)).rejects.toThrow(code('store/object-missing'))
    await expect(new Tiers([]).readBytes(oid)).rejects.toThrow(code('store/object-missing'))
  })
})
