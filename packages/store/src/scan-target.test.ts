import { appendFileSync, chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { digestOf, type TreeBundle, walkTree } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { auditStore } from './testing/index.ts'
import { filesBelow } from './testing/temporary-folder.ts'
import { TemporaryWorkspace } from './testing/temporary-workspace.ts'
import { treeOf } from './tree-of.ts'
import { Workspace } from './workspace.ts'

const code = (value: string) => expect.objectContaining({ code: value })

/** More files than are read without threads, a few of them large. */
const MANY = 2500

async function withMany() {
  const at = await TemporaryWorkspace.open()
  const files = Array.from({ length: MANY }, (_, i) => {
    const path = `${i % 7}/${i % 3}/${i}`
    const content = i % 1500 === 0 ? Buffer.alloc((1 << 20) + i, `${i}`) : Buffer.from(`${i % 4000}`)
    at.write(`data/${path}`, content)
    return { path, kind: 'file' as const, oid: digestOf(content), bytes: content.length }
  })
  return Object.assign(at, { files, expected: treeOf(files) })
}

describe('scanTarget() with threads', () => {
  it('names, stores and restores what one thread would, and tells all of its progress', async () => {
    using at = await withMany()
    let told = 0
    const saved = await at.workspace.save('data', at.store, (bytes) => {
      told += bytes
    })
    const { root: oid, bytes } = at.expected
    expect(saved.output).toEqual({ kind: 'tree', oid, bytes })
    expect([saved.files, told]).toEqual([MANY, bytes])
    expect([...walkTree(saved.bundle as TreeBundle)]).toEqual([...walkTree(at.expected)])
    expect(auditStore(at.folder.path('store'), { complete: true })).toEqual([])
    const before = at.contents('data')
    rmSync(at.path('data'), { recursive: true })
    told = 0
    await at.workspace.restore('data', saved.output, at.store, (step) => {
      told += step
    })
    expect(at.contents('data')).toEqual(before)
    expect(told).toBe(bytes)
    expect(at.leftovers()).toEqual([])
  })

  it('reads again only what changed since it was restored', async () => {
    using at = await withMany()
    const { output } = await at.workspace.save('data', at.store)
    rmSync(at.path('data'), { recursive: true })
    await at.workspace.restore('data', output, at.store)
    appendFileSync(at.path('data/3/0/3'), 'more')
    const { bundle } = await at.workspace.hash('data')
    const before = [...walkTree(at.expected)]
    const changed = [...walkTree(bundle as TreeBundle)].filter((file, i) => file.oid !== before[i]?.oid)
    expect(changed.map(({ path }) => path)).toEqual(['3/0/3'])
  })

  it('fails for the first file that it cannot read, in the order of the tree, and can be repeated', async () => {
    using at = await withMany()
    const gone = at.path('data/6/2/2498')
    const removing = at.workspace.save('data', at.store, () => rmSync(gone, { force: true }))
    await expect(removing).rejects.toThrow(
      expect.objectContaining({ message: expect.stringContaining(gone) }),
    )
    expect(await at.store.hasTree(at.expected.root)).toBe(false)
    writeFileSync(gone, '2498')
    expect((await at.workspace.save('data', at.store)).output.oid).toBe(at.expected.root)
  })

  it('ends soon after it is interrupted, stores no tree, and can be repeated', async () => {
    using at = await withMany()
    const abort = new AbortController()
    const workspace = await Workspace.open(at.workspace.root, { signal: abort.signal })
    const saving = workspace.save('data', at.store, () => abort.abort(new Error('SIGINT')))
    await expect(saving).rejects.toThrow('SIGINT')
    expect(await at.store.hasTree(at.expected.root)).toBe(false)
    expect((await at.workspace.save('data', at.store)).output.oid).toBe(at.expected.root)
  })

  it('refuses a damaged object in the middle of many, and changes nothing', async () => {
    using at = await withMany()
    const { output } = await at.workspace.save('data', at.store)
    const pack = filesBelow(at.folder.path('store')).find((path) => path.startsWith('k/')) ?? ''
    const file = at.folder.path(`store/${pack}`)
    const bytes = readFileSync(file)
    bytes[5000] = 0
    chmodSync(file, 0o644)
    writeFileSync(file, bytes)
    rmSync(at.path('data'), { recursive: true })
    await expect(at.workspace.restore('data', output, at.store)).rejects.toThrow(code('store/object-corrupt'))
    expect(existsSync(at.path('data'))).toBe(false)
    expect(at.leftovers()).toEqual([])
  })
})
