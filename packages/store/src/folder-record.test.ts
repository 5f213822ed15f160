import { lstatSync } from 'node:fs'
import { digestOf } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { fileState } from './file-state.ts'
import { FolderRecord } from './folder-record.ts'
import { TemporaryFolder } from './testing/index.ts'

const digest = Buffer.alloc(32, 7)
const state = {
  ino: 2 ** 40 + 1,
  bytes: 5_000_000_001,
  executable: false,
  mtimeMs: 1.5,
  ctimeMs: 1.7e12 + 0.25,
}

describe('FolderRecord', () => {
  it('finds a file in the very state in which it was read, and in no other', () => {
    const folder = FolderRecord.of('a/b', ['x'])
    folder.setFile(0, state, digest, true)
    expect(folder.isRead(0, state)).toBe(true)
    for (const key of ['ino', 'bytes', 'mtimeMs', 'ctimeMs'] as const)
      expect(folder.isRead(0, { ...state, [key]: state[key] + 1 })).toBe(false)
    expect(folder.isRead(0, { ...state, executable: true })).toBe(false)
  })

  it('of a file that was not settled keeps the state, and never finds it again', () => {
    const folder = FolderRecord.of('', ['x'])
    for (const ino of [0, state.ino]) {
      folder.setFile(0, { ...state, ino }, digest, false)
      expect(folder.stateOf(0)).toEqual({ ...state, ino })
      expect(folder.isRead(0, { ...state, ino })).toBe(false)
    }
  })

  it('settles what was written before others could, and whose state is from an earlier moment', () => {
    const moment = (ms: number) => ({ dev: 1, ms })
    const [mtimeMs, ctimeMs] = [100, 200]
    for (const [before, after, settled] of [
      [101, 201, true],
      [100, 201, false],
      [101, 200, false],
    ] as const) {
      const folder = FolderRecord.of('', ['x'])
      folder.setFile(0, { ...state, mtimeMs, ctimeMs }, digest, false)
      folder.settle(moment(before), moment(after))
      expect(folder.isRead(0, { ...state, mtimeMs, ctimeMs })).toBe(settled)
    }
  })

  it('is a tree: files, executable files and folders with what is below them', () => {
    const folder = FolderRecord.of('', ['a', 'b/', 'ç\n%'])
    folder.setFile(0, { ...state, executable: true }, digest, true)
    folder.setFolder(1, { oid: digestOf('b'), files: 3, bytes: 12 })
    folder.setFile(2, { ...state, bytes: 0 }, digest, false)
    const oid = `sha256:${digest.toString('hex')}` as const
    expect(folder.toTree()).toEqual([
      { name: 'a', kind: 'executable', oid, bytes: state.bytes },
      { name: 'b', kind: 'tree', oid: digestOf('b'), bytes: 12 },
      { name: 'ç\n%', kind: 'file', oid, bytes: 0 },
    ])
  })

  it('is read back from its own bytes, and refused where they end too early', () => {
    const folder = FolderRecord.of('é/x', ['a', 'b'])
    folder.setFile(1, state, digest, true)
    folder.sum = { oid: digestOf('sum'), files: 2, bytes: 2 ** 40 }
    const bytes = Buffer.concat([Buffer.from('before'), folder.buffer, Buffer.from('after')])
    const found = FolderRecord.at(bytes, 6)
    expect(found.buffer.equals(folder.buffer)).toBe(true)
    expect([found.path, found.names, found.sum, found.isFile]).toEqual(['é/x', ['a', 'b'], folder.sum, false])
    expect(() => FolderRecord.at(bytes.subarray(0, -6), 6)).toThrow(RangeError)
    expect(() => FolderRecord.at(bytes, bytes.length - 3)).toThrow(RangeError)
  })

  it('tells the file that is a target from a folder with one file, and from an empty folder', () => {
    expect(FolderRecord.of('', ['']).isFile).toBe(true)
    expect(FolderRecord.of('', ['x']).isFile).toBe(false)
    expect([FolderRecord.of('', []).isFile, FolderRecord.of('', []).names]).toEqual([false, []])
  })

  it('takes its state from the file system as that tells it', () => {
    using folder = new TemporaryFolder()
    const record = FolderRecord.of('', ['x'])
    const stats = lstatSync(folder.write('x', 'content', { executable: true }))
    record.setFile(0, fileState(stats), digest, true)
    expect(record.isRead(0, fileState(lstatSync(folder.path('x'))))).toBe(true)
    expect(record.stateOf(0)).toMatchObject({ ino: stats.ino, bytes: 7, executable: true })
  })
})
