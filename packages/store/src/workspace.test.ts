import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { digestOf, entryAt, formatTree, type TreeBundle, walkTree } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { storeError } from './error.ts'
import { fileState } from './file-state.ts'
import { Store } from './store.ts'
import { blobPath } from './store-path.ts'
import { auditStore, HookedBackend, MemoryBackend } from './testing/index.ts'
import { TemporaryWorkspace } from './testing/temporary-workspace.ts'
import { VerifiedIndex } from './verified-index.ts'

const code = (value: string) => expect.objectContaining({ code: value })

describe('Workspace.hash()', () => {
  it('names a file by its bytes and its executable bit', async () => {
    using at = await TemporaryWorkspace.open()
    at.write('model', 'weights')
    at.write('run', 'weights', true)
    const oid = digestOf('weights')
    expect(await at.workspace.hash('model')).toEqual({
      output: { kind: 'file', oid, bytes: 7 },
      files: 1,
    })
    expect((await at.workspace.hash('run')).output).toEqual({ kind: 'executable', oid, bytes: 7 })
  })

  it('names a folder by its tree, without empty folders, in the order of bytes', async () => {
    using at = await TemporaryWorkspace.open()
    for (const path of ['b', 'a/x', 'a.c', 'Z', 'é']) at.write(`data/${path}`, path)
    mkdirSync(at.path('data/empty/deep'), { recursive: true })
    const { output, files, bundle } = await at.workspace.hash('data')
    expect(pathsOf(bundle)).toEqual(['Z', 'a/x', 'a.c', 'b', 'é'])
    expect({ kind: output.kind, bytes: output.bytes, files }).toEqual({ kind: 'tree', bytes: 10, files: 5 })
    const top = bundle?.trees.get(output.oid) ?? []
    expect(top.map((entry) => entry.name)).toEqual(['Z', 'a', 'a.c', 'b', 'é'])
    expect(output.oid).toBe(digestOf(formatTree(top)))
  })

  it('takes every name that a tree can hold', async () => {
    using at = await TemporaryWorkspace.open()
    const names = [
      'a b',
      '100%',
      'new\nline',
      '-rf',
      '--help',
      'ünï',
      '\u{1F600}',
      'é',
      'e\u0301',
      'x'.repeat(255),
      '\\',
      '"q"',
    ]
    for (const name of names) at.write(`data/${name}`, name)
    const saved = await at.workspace.save('data', at.store)
    expect(saved.files).toBe(names.length)
    const before = at.contents('data')
    rmSync(at.path('data'), { recursive: true })
    await at.workspace.restore('data', saved.output, at.store)
    expect(at.contents('data')).toEqual(before)
  })

  it('refuses links, pipes, names that are no UTF-8 and names that differ only in case', async () => {
    using at = await TemporaryWorkspace.open()
    const refused = async (path = 'data') => {
      await expect(at.workspace.hash(path)).rejects.toThrow(code('store/file-unstorable'))
      await expect(at.workspace.save(path, at.store)).rejects.toThrow(code('store/file-unstorable'))
      expect(existsSync(at.folder.path('store'))).toBe(false)
    }
    const inside = at.path('data/inner')
    at.write('data/inner/good', 'good')
    for (const make of [
      () => symlinkSync('good', `${inside}/link`),
      () => symlinkSync('/etc', `${inside}/link`),
      () => execFileSync('mkfifo', [`${inside}/pipe`]),
      () => writeFileSync(`${inside}/GOOD`, 'twin'),
      () => writeFileSync(Buffer.concat([Buffer.from(`${inside}/`), Buffer.from([0xe9])]), 'latin'),
    ]) {
      make()
      await refused()
      rmSync(inside, { recursive: true })
      at.write('data/inner/good', 'good')
    }
    symlinkSync('data', at.path('alias'))
    await refused('alias')
    await refused('alias/inner')
    execFileSync('mkfifo', [at.path('pipe')])
    await refused('pipe')
    expect((await at.workspace.hash('data')).files).toBe(1)
  })

  it('refuses paths that lead out, and the folders of Git and Slipway', async () => {
    using at = await TemporaryWorkspace.open()
    at.folder.write('secret', 'secret')
    for (const path of [
      '../secret',
      'a/../../secret',
      '/etc/passwd',
      '',
      '.',
      'a//b',
      '.git/config',
      '.slipway/store',
      '.GIT/x',
    ])
      await expect(at.workspace.hash(path)).rejects.toThrow(code('store/file-unstorable'))
  })

  it('fails for a target that is not there', async () => {
    using at = await TemporaryWorkspace.open()
    await expect(at.workspace.hash('nowhere')).rejects.toThrow(code('store/target-missing'))
    await expect(at.workspace.hash('no/where')).rejects.toThrow(code('store/target-missing'))
  })

  it('reads a file again when anything of it changed', async () => {
    using at = await TemporaryWorkspace.open()
    const file = at.write('data/a', 'one')
    for (const change of [
      () => writeFileSync(file, 'two'),
      () => {
        // Same size, and the old modification time put back.
        const { atime, mtime } = statSync(file)
        writeFileSync(file, 'six')
        utimesSync(file, atime, mtime)
      },
      () => {
        writeFileSync(`${file}.new`, 'ten')
        renameSync(`${file}.new`, file)
      },
      () => chmodSync(file, 0o755),
    ]) {
      const before = (await at.workspace.hash('data')).output.oid
      change()
      expect((await at.workspace.hash('data')).output.oid).not.toBe(before)
    }
  })

  it('believes its index, and nothing else, about a file in the same state', async () => {
    using at = await TemporaryWorkspace.open()
    at.write('data/a', 'one')
    const folder = at.path('.slipway/index')
    // A file is noted once the file system's clock has moved on since its last change.
    do await at.workspace.hash('data')
    while (readdirSync(folder).length === 0)
    const file = `${folder}/${readdirSync(folder)[0]}`
    const forged = VerifiedIndex.load(file).folder('')
    const state = fileState(lstatSync(at.path('data/a')))
    forged?.setFile(0, state, Buffer.alloc(32, 'x'), true)
    VerifiedIndex.load(file).save(forged ? [forged] : [], folder)
    const found = async () => entryAt((await at.workspace.hash('data')).bundle as TreeBundle, 'a')?.oid
    expect(await found()).toBe(`sha256:${Buffer.alloc(32, 'x').toString('hex')}`)
    rmSync(file)
    expect(await found()).toBe(digestOf('one'))
  })
})

function pathsOf(bundle: TreeBundle | undefined): string[] {
  return bundle ? [...walkTree(bundle)].map(({ path }) => path) : []
}

describe('Workspace.save()', () => {
  it('stores all files and then the tree, tells what was new, and does nothing the second time', async () => {
    using at = await TemporaryWorkspace.open()
    const big = randomBytes(3 << 20)
    at.write('data/a', 'a')
    at.write('data/copy', 'a')
    at.write('data/sub/big', big)
    const saved = await at.workspace.save('data', at.store)
    expect(saved.moved).toEqual({ objects: 2, bytes: 1 + big.length })
    expect(saved.present).toEqual({ objects: 1, bytes: 1 })
    expect(await at.store.hasOutput(saved.output)).toBe(true)
    expect(auditStore(at.folder.path('store'), { complete: true })).toEqual([])
    expect((await at.workspace.save('data', at.store)).moved.objects).toBe(0)
    const { moved: _, present: __, ...snapshot } = saved
    expect(await at.workspace.hash('data')).toEqual(snapshot)
  })

  it('stores again what the store lost or truncated, though the file did not change', async () => {
    using at = await TemporaryWorkspace.open()
    at.write('data/a', 'content')
    const { output } = await at.workspace.save('data', at.store)
    const object = at.folder.path(`store/${blobPath(digestOf('content'))}`)
    for (const damage of [
      () => rmSync(object),
      () => {
        chmodSync(object, 0o644)
        writeFileSync(object, 'cont')
      },
    ]) {
      damage()
      expect((await at.workspace.save('data', at.store)).moved.objects).toBe(1)
      expect(await at.store.hasOutput(output)).toBe(true)
      expect(auditStore(at.folder.path('store'))).toEqual([])
    }
  })

  it('publishes no tree when writing fails, and ends the work when it is possible again', async () => {
    using at = await TemporaryWorkspace.open()
    for (const name of 'abcdef') at.write(`data/${name}`, name)
    const backend = new MemoryBackend()
    let room = 3
    const full = new Store(
      new HookedBackend(backend, (operation, path) => {
        if (operation === 'putIfAbsent' && path.startsWith('o/') && room-- === 0)
          throw storeError('store/write-failed', 'no space left on device')
      }),
    )
    await expect(at.workspace.save('data', full)).rejects.toThrow(code('store/write-failed'))
    expect([...backend.objects.keys()].filter((path) => path.startsWith('t/'))).toEqual([])
    const saved = await at.workspace.save('data', new Store(backend))
    expect(saved.moved.objects).toBe(3)
    expect(await new Store(backend).hasOutput(saved.output)).toBe(true)
  })

  it('of files that a process rewrites all the time stores nothing under a wrong name', async () => {
    using at = await TemporaryWorkspace.open()
    for (let i = 0; i < 200; i++) at.write(`data/${i}`, randomBytes(3000))
    at.write('data/big', randomBytes(3 << 20))
    const writer = spawn(process.execPath, ['-e', REWRITER, at.path('data')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await new Promise((resolve) => writer.stdout.once('data', resolve))
    const codes = new Set<string>()
    for (let i = 0; i < 25; i++) {
      try {
        await at.workspace.save('data', at.store)
      } catch (error) {
        codes.add((error as { code: string }).code)
      }
    }
    writer.kill('SIGKILL')
    await new Promise((resolve) => writer.once('close', resolve))
    expect([...codes]).toEqual(['store/file-changed'])
    expect(auditStore(at.folder.path('store'), { complete: true })).toEqual([])
    const saved = await at.workspace.save('data', at.store)
    expect(await at.store.hasOutput(saved.output)).toBe(true)
  })
})

const REWRITER = `
const fs = require('node:fs'), { randomBytes } = require('node:crypto'), folder = process.argv[1]
const bytes = randomBytes(3 << 20)
for (let i = 0; ; i++) {
  bytes.writeUInt32LE(i, 0)
  fs.writeFileSync(folder + '/' + (i % 200), bytes.subarray(0, 3000))
  if (i % 7 === 0) fs.writeFileSync(folder + '/big', bytes)
  if (i === 10) fs.writeSync(1, 'ready')
}`

describe('Workspace.replaceFile()', () => {
  it('writes a file anew, keeps its mode, and leaves nothing beside it', async () => {
    using at = await TemporaryWorkspace.open()
    at.write('data/run', 'old', true)
    at.workspace.replaceFile('data/run', 'new')
    at.workspace.replaceFile('data/other', 'other')
    expect(at.contents('data')).toEqual({ run: 'x new', other: 'other' })
    expect(at.leftovers()).toEqual([])
    symlinkSync('/tmp', at.path('link'))
    expect(() => at.workspace.replaceFile('link/x', 'x')).toThrow(code('store/file-unstorable'))
    expect(() => at.workspace.replaceFile('no/folder', 'x')).toThrow(code('store/write-failed'))
    expect(at.leftovers()).toEqual([])
  })
})

describe('Workspace.matches()', () => {
  it('is false for a target that is missing, differs in one byte or bit, or cannot be stored', async () => {
    using at = await TemporaryWorkspace.open()
    at.write('data/a', 'a')
    const { output } = await at.workspace.hash('data')
    expect(await at.workspace.matches('data', output)).toBe(true)
    chmodSync(at.path('data/a'), 0o755)
    expect(await at.workspace.matches('data', output)).toBe(false)
    chmodSync(at.path('data/a'), 0o644)
    expect(await at.workspace.matches('data', output)).toBe(true)
    symlinkSync('a', at.path('data/link'))
    expect(await at.workspace.matches('data', output)).toBe(false)
    const file = (await at.workspace.hash('data/a')).output
    expect(await at.workspace.matches('data/a', file)).toBe(true)
    expect(await at.workspace.matches('data/a', { ...file, kind: 'executable' })).toBe(false)
    rmSync(at.path('data'), { recursive: true })
    expect(await at.workspace.matches('data', output)).toBe(false)
  })
})
