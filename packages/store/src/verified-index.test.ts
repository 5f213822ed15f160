import { lstatSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { digestOf } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { readTick } from './scratch.ts'
import { TemporaryFolder } from './testing/index.ts'
import { VerifiedIndex } from './verified-index.ts'

const oid = digestOf('content')

/** A file, its state, and a moment that is after its last change. */
function settledFile(folder: TemporaryFolder, path = 'data') {
  const file = folder.write(path, 'content')
  // An old modification time, as of an unpacked archive, says nothing about now; the change of the inode does.
  utimesSync(file, 1, 1)
  const stats = lstatSync(file, { bigint: true })
  const dev = stats.dev
  return { stats, later: { dev, ns: stats.ctimeNs + 1n }, sameTick: { dev, ns: stats.ctimeNs } }
}

describe('VerifiedIndex', () => {
  it('finds a file in the very state in which it was noted, and in no other', () => {
    using folder = new TemporaryFolder()
    const { stats, later } = settledFile(folder)
    const odd = 'a b\n%\u{1F600}'
    const index = VerifiedIndex.load(folder.path('index'))
    index.note(odd, stats, oid, later)
    index.save(folder.root)
    const found = (changes: object) =>
      VerifiedIndex.load(folder.path('index')).find(odd, Object.assign(Object.create(stats), changes))
    expect(found({})).toBe(oid)
    for (const key of ['ino', 'size', 'mtimeNs', 'ctimeNs'] as const)
      expect(found({ [key]: stats[key] + 1n })).toBeUndefined()
    expect(found({ mode: stats.mode | 0o100n })).toBeUndefined()
    expect(VerifiedIndex.load(folder.path('index')).find('other', stats)).toBeUndefined()
  })

  it('does not trust a file that changed in the tick in which it was looked at, nor one of another disk', () => {
    using folder = new TemporaryFolder()
    const { stats, later, sameTick } = settledFile(folder)
    for (const tick of [sameTick, { ...later, dev: later.dev + 1n }]) {
      const index = VerifiedIndex.load(folder.path('index'))
      index.note('data', stats, oid, tick)
      index.save(folder.root)
      expect(VerifiedIndex.load(folder.path('index')).find('data', stats)).toBeUndefined()
    }
  })

  it('keeps what was found, drops what was not asked for, and writes only when something changed', () => {
    using folder = new TemporaryFolder()
    const { stats, later } = settledFile(folder)
    const first = VerifiedIndex.load(folder.path('index'))
    first.note('stays', stats, oid, later)
    first.note('goes', stats, oid, later)
    first.save(folder.root)
    const second = VerifiedIndex.load(folder.path('index'))
    second.find('stays', stats)
    second.save(folder.root)
    const written = lstatSync(folder.path('index'), { bigint: true })
    const third = VerifiedIndex.load(folder.path('index'))
    expect(third.find('goes', stats)).toBeUndefined()
    expect(third.find('stays', stats)).toBe(oid)
    third.save(folder.root)
    expect(lstatSync(folder.path('index'), { bigint: true }).ino).toBe(written.ino)
  })

  it('takes a missing, truncated or changed file for an empty index', () => {
    using folder = new TemporaryFolder()
    const { stats, later } = settledFile(folder)
    expect(VerifiedIndex.load(folder.path('nowhere')).find('data', stats)).toBeUndefined()
    const index = VerifiedIndex.load(folder.path('index'))
    index.note('data', stats, oid, later)
    index.save(folder.root)
    const good = readFileSync(folder.path('index'))
    const other = Buffer.from(good)
    other.write(digestOf('other'), other.indexOf('sha256:'))
    for (const damaged of [other, good.subarray(0, -1), good.subarray(0, 10), Buffer.alloc(0)]) {
      writeFileSync(folder.path('index'), damaged)
      expect(VerifiedIndex.load(folder.path('index')).find('data', stats)).toBeUndefined()
    }
    writeFileSync(folder.path('index'), good)
    expect(VerifiedIndex.load(folder.path('index')).find('data', stats)).toBe(oid)
  })
})

describe('readTick()', () => {
  it('is not before what was written earlier, and leaves nothing behind', () => {
    using folder = new TemporaryFolder()
    const { stats } = settledFile(folder)
    const tick = readTick(folder.root)
    expect(tick.ns >= stats.mtimeNs).toBe(true)
    expect(tick.dev).toBe(stats.dev)
    expect(Object.keys(folder.contents())).toEqual(['data'])
  })
})
