import { chmodSync, existsSync, linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { digestOf } from '@slipway/core'
import { expect, it } from 'vitest'
import { PART_BYTES } from './blob-places.ts'
import { Store } from './store.ts'
import { blobPath } from './store-path.ts'
import { auditStore, MemoryBackend } from './testing/index.ts'
import { TemporaryWorkspace } from './testing/temporary-workspace.ts'
import { Tiers } from './tiers.ts'
import { transfer } from './transfer.ts'

const LARGE = Buffer.alloc((1 << 20) + 1, 'large')
const CHANGED = Buffer.alloc((1 << 20) + 1, 'other')

/** A workspace whose files are links, with a target that was pushed, lost and restored. */
async function linked() {
  const at = await TemporaryWorkspace.open({ link: true })
  at.write('data/large', LARGE)
  at.write('data/tool', Buffer.alloc(LARGE.length, 'tool'), true)
  at.write('data/small', 'small')
  const { output } = await at.workspace.save('data', at.store)
  const remote = new Store(new MemoryBackend('remote'), { partBytes: PART_BYTES })
  await transfer(output, [at.store], remote)
  rmSync(at.path('data'), { recursive: true })
  await at.workspace.restore('data', output, new Tiers([at.store, remote]))
  const object = at.folder.path(`store/${blobPath(digestOf(LARGE))}`)
  return { at, output, remote, object }
}

/** What a program does that minds neither modes nor links. */
function writeThrough(file: string): void {
  chmodSync(file, 0o644)
  writeFileSync(file, CHANGED)
}

it('Workspace that links gives a large file the inode of its object, read-only, and copies programs and small files', async () => {
  const { at, output, object } = await linked()
  using _ = at
  const inode = (file: string) => statSync(file).ino
  expect(inode(at.path('data/large'))).toBe(inode(object))
  expect(statSync(at.path('data/large')).mode & 0o222).toBe(0)
  expect(statSync(at.path('data/tool')).nlink).toBe(1)
  expect(statSync(at.path('data/small')).nlink).toBe(1)
  expect((await at.workspace.hash('data')).output).toEqual(output)
  expect(auditStore(at.folder.path('store'), { complete: true })).toEqual([])
})

it('a write through a link shows in the workspace, is not pushed, and is undone from the shared store', async () => {
  const { at, output, remote, object } = await linked()
  using _ = at
  await at.workspace.hash('data')
  writeThrough(at.path('data/large'))
  expect((await at.workspace.hash('data')).output.oid).not.toBe(output.oid)
  const other = new Store(new MemoryBackend('other'), { partBytes: PART_BYTES })
  await expect(transfer(output, [at.store], other)).rejects.toMatchObject({ code: 'store/object-corrupt' })
  expect(await other.hasTree(output.oid)).toBe(false)
  await expect(at.workspace.restore('data', output, at.store)).rejects.toMatchObject({
    code: 'store/object-corrupt',
  })
  expect(readFileSync(at.path('data/large'))).toEqual(CHANGED)
  await at.workspace.restore('data', output, new Tiers([at.store, remote]))
  expect(readFileSync(at.path('data/large'))).toEqual(LARGE)
  expect(readFileSync(object)).toEqual(LARGE)
  expect(auditStore(at.folder.path('store'), { complete: true })).toEqual([])
})

it('Workspace.save() of a file that was written through a link takes the object away that is none any more', async () => {
  for (const looksBefore of [false, true]) {
    const { at, output, remote, object } = await linked()
    using _ = at
    writeThrough(at.path('data/large'))
    if (looksBefore) await at.workspace.hash('data')
    const saved = await at.workspace.save('data', at.store)
    expect(existsSync(object)).toBe(false)
    expect(statSync(at.path('data/large')).nlink).toBe(1)
    expect(readFileSync(at.path('data/large'))).toEqual(CHANGED)
    expect(await at.store.hasOutput(saved.output)).toBe(true)
    await at.workspace.restore('data', output, new Tiers([at.store, remote]))
    expect(readFileSync(at.path('data/large'))).toEqual(LARGE)
    expect(auditStore(at.folder.path('store'))).toEqual([])
  }
})

it('Workspace.save() leaves an object alone that a file is rightly a name of, and files that are links to each other', async () => {
  const { at, object } = await linked()
  using _ = at
  linkSync(at.path('data/large'), at.path('data/again'))
  at.write('data/mine', CHANGED)
  linkSync(at.path('data/mine'), at.path('data/mine-too'))
  const saved = await at.workspace.save('data', at.store)
  expect(existsSync(object)).toBe(true)
  expect(await at.store.hasOutput(saved.output)).toBe(true)
  expect(readFileSync(at.path('data/mine-too'))).toEqual(CHANGED)
})

it('a store that others reach gives no file of its own away, whatever is asked', async () => {
  const { at, output } = await linked()
  using _ = at
  const shared = new Store(at.store.backend, { partBytes: PART_BYTES })
  await at.workspace.restore('elsewhere', output, shared)
  expect(statSync(at.path('elsewhere/large')).nlink).toBe(1)
})
