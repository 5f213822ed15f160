import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { fileURLToPath } from 'node:url'
import { digestOf } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { Store } from './store.ts'
import { blobPath } from './store-path.ts'
import { MemoryBackend } from './testing/index.ts'
import { TemporaryWorkspace } from './testing/temporary-workspace.ts'

const code = (value: string) => expect.objectContaining({ code: value })

describe('Workspace.restore()', () => {
  async function withSaved() {
    const at = await TemporaryWorkspace.open()
    const big = randomBytes(2 << 20)
    at.write('data/a', 'a')
    at.write('data/run', '#!', true)
    at.write('data/sub/deep/b', 'b')
    at.write('data/big', big)
    const saved = await at.workspace.save('data', at.store)
    return Object.assign(at, { output: saved.output, wanted: at.contents('data') })
  }

  it('makes a missing target, with executable bits, byte for byte', async () => {
    using at = await withSaved()
    rmSync(at.path('data'), { recursive: true })
    let told = 0
    await at.workspace.restore('data', at.output, at.store, (bytes) => {
      told += bytes
    })
    expect(at.contents('data')).toEqual(at.wanted)
    expect(told).toBe(at.output.bytes)
    expect(at.leftovers()).toEqual([])
    expect(await at.workspace.matches('data', at.output)).toBe(true)
  })

  it('removes what does not belong, mends what differs, and leaves the rest in place', async () => {
    using at = await withSaved()
    const kept = statSync(at.path('data/big')).ino
    at.write('data/a', 'other')
    at.write('data/extra/file', 'extra')
    mkdirSync(at.path('data/empty'))
    chmodSync(at.path('data/run'), 0o644)
    rmSync(at.path('data/sub'), { recursive: true })
    at.write('data/sub', 'a file where a folder was')
    await at.workspace.restore('data', at.output, at.store)
    expect(at.contents('data')).toEqual(at.wanted)
    expect(existsSync(at.path('data/empty'))).toBe(false)
    expect(statSync(at.path('data/big'))).toMatchObject({ ino: kept, nlink: 1 })
    expect(at.leftovers()).toEqual([])
  })

  it('touches nothing when the target is the output already', async () => {
    using at = await withSaved()
    const before = lstatSync(at.path('data')).ino
    await at.workspace.restore('data', at.output, new Store(new MemoryBackend()))
    expect(lstatSync(at.path('data')).ino).toBe(before)
  })

  it('leaves the target as it was when an object is missing or damaged, though of the right size', async () => {
    using at = await withSaved()
    at.write('data/a', 'mine')
    const before = at.contents('data')
    const path = at.folder.path(`store/${blobPath(digestOf('b'))}`)
    rmSync(at.path('data/sub/deep/b'))
    at.write('data/sub/deep/c', 'c')
    const mine = at.contents('data')
    chmodSync(path, 0o644)
    writeFileSync(path, 'B')
    await expect(at.workspace.restore('data', at.output, at.store)).rejects.toThrow(
      code('store/object-corrupt'),
    )
    expect(at.contents('data')).toEqual(mine)
    rmSync(path)
    await expect(at.workspace.restore('data', at.output, at.store)).rejects.toThrow(
      code('store/object-missing'),
    )
    expect(at.contents('data')).toEqual(mine)
    expect(at.leftovers()).toEqual([])
    expect(before).not.toEqual(mine)
    await at.store.writeBytes(Buffer.from('b'))
    await at.workspace.restore('data', at.output, at.store)
    expect(at.contents('data')).toEqual(at.wanted)
  })

  it('swaps a file for a folder, a folder for a file, and a link for either without following it', async () => {
    using at = await withSaved()
    at.write('model', 'weights', true)
    const file = (await at.workspace.save('model', at.store)).output
    at.folder.write('elsewhere/keep', 'keep')
    await at.workspace.restore('data', file, at.store)
    expect(readFileSync(at.path('data'), 'utf8')).toBe('weights')
    expect(statSync(at.path('data')).mode & 0o100).toBe(0o100)
    await at.workspace.restore('data', at.output, at.store)
    expect(at.contents('data')).toEqual(at.wanted)
    for (const output of [at.output, file]) {
      rmSync(at.path('data'), { recursive: true })
      symlinkSync(at.folder.path('elsewhere'), at.path('data'))
      await at.workspace.restore('data', output, at.store)
      expect(await at.workspace.matches('data', output)).toBe(true)
      expect(at.folder.contents('elsewhere')).toEqual({ keep: 'keep' })
    }
  })

  it('refuses to write through a link, out of the workspace, or a repository', async () => {
    using at = await withSaved()
    mkdirSync(at.folder.path('elsewhere'))
    symlinkSync(at.folder.path('elsewhere'), at.path('link'))
    for (const path of ['link/data', '../data', '.git/hooks'])
      await expect(at.workspace.restore(path, at.output, at.store)).rejects.toThrow(
        code('store/file-unstorable'),
      )
    expect(readdirSync(at.folder.path('elsewhere'))).toEqual([])
    at.write('evil/.Git/config', '[core] fsmonitor = "touch /tmp/evil"')
    const evil = (await at.workspace.save('evil', at.store)).output
    rmSync(at.path('evil'), { recursive: true })
    await expect(at.workspace.restore('evil', evil, at.store)).rejects.toThrow(code('store/file-unstorable'))
    expect(existsSync(at.path('evil'))).toBe(false)
  })

  it('makes an empty folder of an empty tree', async () => {
    using at = await TemporaryWorkspace.open()
    mkdirSync(at.path('data'))
    const { output, files } = await at.workspace.save('data', at.store)
    expect(files).toBe(0)
    rmSync(at.path('data'), { recursive: true })
    await at.workspace.restore('data', output, at.store)
    expect(readdirSync(at.path('data'))).toEqual([])
  })

  it('by several processes at once ends with one of the outputs, whole', { timeout: 60_000 }, async () => {
    using at = await withSaved()
    at.write('data/a', 'version two')
    const second = (await at.workspace.save('data', at.store)).output
    const wanted = [at.wanted, at.contents('data')]
    const script = fileURLToPath(new URL('testing/restore-by-turns.ts', import.meta.url))
    const outputs = JSON.stringify([at.output, second])
    const args = [script, at.workspace.root, at.folder.path('store'), outputs, '60']
    const ended = Array.from({ length: 3 }, () => {
      const child = spawn(process.execPath, args, { stdio: 'inherit' })
      return new Promise((resolve) => child.once('close', resolve))
    })
    expect(await Promise.all(ended)).toEqual([0, 0, 0])
    expect(wanted).toContainEqual(at.contents('data'))
    expect(at.leftovers()).toEqual([])
  })
})
