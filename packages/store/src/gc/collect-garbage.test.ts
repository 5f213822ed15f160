import {
  type Digest,
  digestOf,
  formatPackEnd,
  formatPlacement,
  packPath,
  placementPath,
  runKey,
  runPath,
  treePath,
} from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { Store } from '../store.ts'
import { blobPath } from '../store-path.ts'
import { DAY, GcGround, needed, pointer } from '../testing/gc-ground.ts'
import { HookedBackend } from '../testing/hooked-backend.ts'
import { sampleRecord } from '../testing/sample-record.ts'
import { treeOf } from '../tree-of.ts'
import type { GcRoot } from './reach.ts'

describe('collectGarbage()', () => {
  it('deletes what nothing leads to, after the grace, and keeps what it shares with a root', async () => {
    const ground = new GcGround()
    const kept = await ground.push(['a', 'shared'])
    const gone = await ground.push(['b', 'shared'])
    expect(await ground.collect([pointer(kept)])).toMatchObject({
      kept: [{ reason: 'pointer', objects: 3 }],
      unreachable: { objects: 2 },
      due: { objects: 0 },
      nextMs: 45 * DAY,
    })
    ground.day = 44
    expect((await ground.collect([pointer(kept)])).deleted.objects).toBe(0)
    ground.day = 45
    expect((await ground.collect([pointer(kept)])).deleted).toMatchObject({ objects: 2 })
    expect(ground.paths()).toEqual(needed(kept, 'a', 'shared').sort())
    expect(await ground.store.hasTree(gone)).toBe(false)
    expect([...ground.backend.objects.keys()].filter((path) => path.startsWith('gc/'))).toEqual([])
  })

  it('without apply writes nothing, deletes nothing and says the same', async () => {
    const ground = new GcGround()
    await ground.push(['a'])
    await ground.collect([])
    ground.day = 50
    const before = new Map(ground.backend.objects)
    expect(await ground.collect([], { apply: false })).toMatchObject({
      due: { objects: 2 },
      deleted: { objects: 0 },
    })
    expect(ground.backend.objects).toEqual(before)
    expect((await ground.collect([])).deleted.objects).toBe(2)
  })

  it('keeps an old object that a push found and that no pointer names yet', async () => {
    const ground = new GcGround()
    await ground.push(['a', 'b'])
    await ground.collect([])
    ground.day = 50
    const again = await ground.push(['a', 'c'])
    await ground.collect([])
    expect(await ground.broken()).toEqual([])
    ground.day = 60
    await ground.collect([pointer(again)])
    expect(ground.paths()).toEqual(needed(again, 'a', 'c').sort())
  })

  it('keeps what a push relies on that comes while the collection deletes', async () => {
    const ground = new GcGround()
    await ground.push(['a', 'b'])
    await ground.push(['c', 'd'], 'packed')
    await ground.collect([])
    ground.day = 50
    const { backend } = ground
    const remove = backend.delete.bind(backend)
    let root: Digest | undefined
    backend.delete = async (path) => {
      if (path.startsWith('t/')) root ??= await ground.push(['a', 'c'])
      await remove(path)
    }
    await ground.collect([])
    expect(await ground.broken()).toEqual([])
    expect(await ground.store.hasTree(root ?? digestOf(''))).toBe(true)
    expect(await ground.store.hasBlob(digestOf('b'), 1)).toBe(false)
  })

  it('keeps what a tree of its own time names, though the tree is no root', async () => {
    const ground = new GcGround()
    await ground.push(['a', 'b'])
    await ground.collect([])
    ground.day = 20
    // A credential that writes over nothing: the blob stays as old as it was.
    const bundle = treeOf([{ path: 'f', kind: 'file', oid: digestOf('a'), bytes: 1 }])
    await ground.store.writeTree(bundle)
    ground.day = 46
    await ground.collect([])
    expect(ground.paths()).toEqual(needed(bundle.root, 'a').sort())
  })

  it('follows a run to its outputs, from its key and from its own time', async () => {
    const ground = new GcGround()
    const model = await ground.store.writeBytes(Buffer.from('model'))
    const record = sampleRecord({ output: model })
    const path = runPath('main', record.key, 1)
    await ground.store.putRecord('main', record)
    const root: GcRoot = { reason: 'release', of: 'run', digest: runKey(record.key_preimage) }
    ground.day = 200
    expect((await ground.collect([root])).kept).toEqual([
      { reason: 'release', objects: 2, bytes: expect.any(Number) },
    ])
    expect((await ground.collect([])).unreachable.objects).toBe(2)
    expect((await ground.collect([], { keepRunsMs: 300 * DAY })).kept).toMatchObject([
      { reason: 'recent run' },
    ])
    ground.day = 245
    await ground.collect([])
    ground.day = 290
    await ground.collect([])
    expect(
      [...ground.backend.objects.keys()].filter((each) => each === path || each === blobPath(model)),
    ).toEqual([])
  })

  it('keeps what a checkpoint names while the checkpoint is young', async () => {
    const ground = new GcGround()
    const oid = await ground.store.writeBytes(Buffer.from('weights'))
    const hex = digestOf('key').slice('sha256:'.length)
    const path = `ckpt/main/${hex.slice(0, 2)}/${hex}/1`
    for (const [text, objects] of [
      ['{', 1],
      ['{}', 1],
      ['{"output":{"oid":"none"}}', 1],
      [JSON.stringify({ output: { kind: 'file', oid, bytes: 7 } }), 2],
    ] as const) {
      await ground.backend.put(path, Buffer.from(text))
      const result = await ground.collect([])
      expect([result.kept.at(-1)?.objects, result.unreadable.length]).toEqual([objects, 2 - objects])
    }
    for (ground.day = 36; ground.day <= 126; ground.day += 45) await ground.collect([])
    expect([...ground.backend.objects.keys()].filter((each) => each !== 'format')).toEqual([])
  })

  it('does not take the text of a tree for the tree itself', async () => {
    const ground = new GcGround()
    const root = await ground.push(['a'])
    const text = ground.backend.objects.get(treePath(root)) as Uint8Array
    const trap = await ground.push([Buffer.from(text).toString('utf8')])
    await ground.collect([pointer(trap), pointer(root)])
    ground.day = 50
    await ground.collect([pointer(trap), pointer(root)])
    expect(await ground.broken()).toEqual([])
    expect(await ground.store.hasTree(root)).toBe(true)
  })

  it.each([
    ['a tree that a pointer names', 'tree', 'store/object-corrupt'],
    ['a record of the default branch', 'record', 'store/record-corrupt'],
    ['a plan', 'plan', 'store/record-corrupt'],
  ] as const)('deletes nothing where %s is damaged', async (_, what, code) => {
    const ground = new GcGround()
    const root = await ground.push(['a'])
    await ground.push(['b'])
    const record = sampleRecord()
    await ground.store.putRecord('main', record)
    await ground.collect([pointer(root)])
    ground.day = 50
    const plan = [...ground.backend.objects.keys()].find((path) => path.startsWith('gc/')) ?? ''
    const paths = { tree: treePath(root), record: runPath('main', record.key, 1), plan }
    const whole = ground.backend.objects.get(paths[what]) as Uint8Array
    ground.backend.objects.set(paths[what], Buffer.from('{'))
    const before = new Map(ground.backend.objects)
    await expect(ground.collect([pointer(root)])).rejects.toMatchObject({ code })
    expect(ground.backend.objects).toEqual(before)
    ground.backend.objects.set(paths[what], whole)
    expect((await ground.collect([pointer(root)])).deleted.objects).toBe(2)
  })

  it('is not stopped by a record that a pull request wrote and nobody can read', async () => {
    const ground = new GcGround()
    const path = runPath('pr-7', sampleRecord().key, 1)
    await ground.backend.put(path, Buffer.from('{'))
    expect((await ground.collect([])).unreadable).toEqual([path])
  })

  it('believes a plan that somebody made up in nothing: what is in reach or young stays', async () => {
    const ground = new GcGround()
    const root = await ground.push(['a'])
    const names = ground.paths()
    const forged = JSON.stringify({
      objects: names,
      schema: 'slipway.gc/v1',
      written: '1970-01-01T00:00:00Z',
    })
    await ground.backend.put('gc/1970-01-01-0123456789abcdef.json', Buffer.from(forged))
    ground.day = 44
    await ground.collect([])
    expect(ground.paths()).toEqual(names)
    ground.day = 400
    await ground.collect([pointer(root)])
    expect(ground.paths()).toEqual(names)
  })

  it('keeps a pack for what lies nowhere else, and writes a half-empty one anew', async () => {
    const ground = new GcGround()
    const kept = await ground.push(['kept'], 'packed')
    await ground.push(['gone 1', 'gone 2', 'kept'], 'packed')
    const both = await ground.push(['gone 3', 'both', 'gone 4'], 'packed')
    const part = await ground.push(['both'])
    expect(ground.paths().filter((path) => path.startsWith('k/'))).toHaveLength(3)
    expect((await ground.collect([pointer(kept), pointer(part)])).repacked).toBe(1)
    expect(await ground.store.hasTree(both)).toBe(true)
    for (ground.day = 45; ground.day <= 135; ground.day += 45)
      await ground.collect([pointer(kept), pointer(part)])
    const packed = Buffer.from(`kept${formatPackEnd([{ oid: digestOf('kept'), bytes: 4 }])}`)
    expect(ground.paths()).toEqual(
      [
        ...[treePath(kept), placementPath(kept), packPath(digestOf(packed))],
        ...[...needed(part, 'both'), placementPath(part)],
      ].sort(),
    )
    expect(await ground.broken()).toEqual([])
  })

  it('drops a pack of which everything lies alone too', async () => {
    const ground = new GcGround()
    const root = await ground.push(['a'], 'packed')
    await ground.store.writeBlob(digestOf('a'), 1, Buffer.from('a'))
    for (ground.day = 0; ground.day <= 45; ground.day += 45) await ground.collect([pointer(root)])
    expect(ground.paths()).toEqual([...needed(root, 'a'), placementPath(root)].sort())
  })

  it('keeps the parts of a large file, and deletes nothing where its placement does not say which they are', async () => {
    const ground = new GcGround()
    const parts = ['part 1', 'part 2'].map((text) => ({ oid: digestOf(text), bytes: text.length }))
    for (const text of ['part 1', 'part 2']) await ground.store.writeBytes(Buffer.from(text))
    const whole = digestOf('part 1part 2')
    await ground.backend.put(placementPath(whole), Buffer.from(formatPlacement({ parts })))
    const bundle = treeOf([{ path: 'large', kind: 'file', oid: whole, bytes: 12 }])
    await ground.store.writeTree(bundle)
    const all = ground.paths()
    for (ground.day = 0; ground.day <= 90; ground.day += 45) await ground.collect([pointer(bundle.root)])
    expect(ground.paths()).toEqual(all)
    for (const wrong of ['', formatPlacement({ parts: parts.slice(1) })]) {
      await ground.backend.put(placementPath(whole), Buffer.from(wrong))
      await expect(ground.collect([pointer(bundle.root)])).rejects.toMatchObject({
        code: 'store/object-corrupt',
      })
      expect(ground.paths()).toEqual(all)
    }
  })

  it('breaks no promise wherever it is cut off, and goes on from there', async () => {
    for (let cut = 1; ; cut++) {
      const ground = new GcGround()
      const kept = await ground.push(['a', 'shared'])
      await ground.push(['b', 'shared'])
      await ground.push(['c', 'd'])
      await ground.collect([pointer(kept)])
      ground.day = 50
      let left = cut
      const store = new Store(
        new HookedBackend(ground.backend, (operation) => {
          if (operation === 'delete' || operation === 'put' || operation === 'putIfAbsent') left--
          if (left < 0) throw new Error('cut off')
        }),
      )
      const whole = await ground.collect([pointer(kept)], {}, store).then(
        () => true,
        () => false,
      )
      expect(await ground.broken()).toEqual([])
      await ground.collect([pointer(kept)])
      expect(ground.paths()).toEqual(needed(kept, 'a', 'shared').sort())
      if (whole) break
    }
  })

  it('can be done by many at once', async () => {
    const ground = new GcGround()
    const kept = await ground.push(['a', 'shared'])
    await ground.push(['b', 'shared'])
    for (ground.day = 0; ground.day <= 90; ground.day += 45)
      await Promise.all([1, 2, 3].map(() => ground.collect([pointer(kept)])))
    expect(ground.paths()).toEqual(needed(kept, 'a', 'shared').sort())
  })
})
