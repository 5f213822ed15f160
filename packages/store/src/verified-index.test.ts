import { lstatSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { digestOf } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { isSettled } from './file-state.ts'
import { FolderRecord } from './folder-record.ts'
import { readTick } from './scratch.ts'
import { TemporaryFolder } from './testing/index.ts'
import { VerifiedIndex } from './verified-index.ts'

/** A folder with files of which all is known. */
function record(path: string, names: readonly string[], bytes = 1): FolderRecord {
  const folder = FolderRecord.of(path, names)
  const state = { ino: 1, bytes, executable: false, mtimeMs: 1, ctimeMs: 1 }
  for (const at of names.keys()) folder.setFile(at, state, Buffer.alloc(32, 1), true)
  folder.sum = { oid: digestOf(path), files: names.length, bytes: bytes * names.length }
  return folder
}

describe('VerifiedIndex', () => {
  it('gives back each folder as it was saved, of any size and name', () => {
    using folder = new TemporaryFolder()
    const long = Array.from({ length: 20_000 }, (_, i) => `file ${String(i).padStart(6, '0')}`)
    const folders = [record('', ['a', 'b']), record('many', long), record('odd\n%\u{1F600}', ['é'])]
    VerifiedIndex.load(folder.path('index')).save(folders, folder.root)
    const index = VerifiedIndex.load(folder.path('index'))
    for (const each of folders) expect(index.folder(each.path)?.buffer.equals(each.buffer)).toBe(true)
    expect(index.folder('other')).toBeUndefined()
    expect(Object.keys(folder.contents())).toEqual(['index'])
  })

  it('keeps nothing that is not saved again, and writes only when something changed', () => {
    using folder = new TemporaryFolder()
    const file = folder.path('index')
    VerifiedIndex.load(file).save([record('', ['a']), record('gone', ['b'])], folder.root)
    VerifiedIndex.load(file).save([record('', ['a'])], folder.root)
    expect(VerifiedIndex.load(file).folder('gone')).toBeUndefined()
    const written = lstatSync(file).ino
    VerifiedIndex.load(file).save([record('', ['a'])], folder.root)
    expect(lstatSync(file).ino).toBe(written)
    VerifiedIndex.load(file).save([record('', ['a'], 2)], folder.root)
    expect(lstatSync(file).ino).not.toBe(written)
  })

  it('takes a missing, truncated or changed file, and one of an earlier version, for an empty index', () => {
    using folder = new TemporaryFolder()
    const file = folder.path('index')
    expect(VerifiedIndex.load(file).folder('')).toBeUndefined()
    VerifiedIndex.load(file).save([record('', ['a'])], folder.root)
    const good = readFileSync(file)
    const other = Buffer.from(good)
    other[other.length >> 1] = 255
    for (const bad of [
      good.subarray(0, -1),
      good.subarray(0, 40),
      other,
      Buffer.from('slipway-index 1\n'),
      '',
    ]) {
      writeFileSync(file, bad)
      expect(VerifiedIndex.load(file).folder('')).toBeUndefined()
    }
    writeFileSync(file, good)
    expect(VerifiedIndex.load(file).folder('')).toBeDefined()
  })
})

describe('isSettled()', () => {
  it('is false for a file that changed in the tick in which it was looked at, and for one of another disk', () => {
    using folder = new TemporaryFolder()
    const file = folder.write('data', 'content')
    // An old modification time, as of an unpacked archive, says nothing about now; the change of the inode does.
    utimesSync(file, 1, 1)
    const stats = lstatSync(file)
    const { dev, ctimeMs: ms } = stats
    expect(isSettled(stats, { dev, ms: ms + 1 })).toBe(true)
    expect(isSettled(stats, { dev, ms })).toBe(false)
    expect(isSettled(stats, { dev: dev + 1, ms: ms + 1 })).toBe(false)
  })
})

describe('readTick()', () => {
  it('is not before what was written earlier, and leaves nothing behind', () => {
    using folder = new TemporaryFolder()
    const stats = lstatSync(folder.write('data', 'content'))
    const tick = readTick(folder.root)
    expect(tick.ms >= stats.mtimeMs).toBe(true)
    expect(tick.dev).toBe(stats.dev)
    expect(Object.keys(folder.contents())).toEqual(['data'])
  })
})
