import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  statSync,
  utimesSync,
} from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { digestOf } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { DirectoryBackend } from './directory-backend.ts'
import { blobPath } from './store-path.ts'
import { describeBackend } from './testing/backend-contract.ts'
import { TemporaryFolder } from './testing/temporary-folder.ts'

describeBackend('DirectoryBackend', async () => {
  const folder = new TemporaryFolder()
  return {
    backend: DirectoryBackend.open(folder.path('store')),
    close: async () => folder[Symbol.dispose](),
  }
})

const data = Buffer.from('content')
const path = blobPath(digestOf(data))

describe('DirectoryBackend', () => {
  it('writes objects that nobody can write, and leaves no temporary file', async () => {
    using folder = new TemporaryFolder()
    const backend = DirectoryBackend.open(folder.path('store'))
    await backend.putIfAbsent(path, data)
    expect(statSync(folder.path(`store/${path}`)).mode & 0o777).toBe(0o444)
    expect(readdirSync(folder.path('store/tmp'))).toEqual([])
  })

  it('dates an object by its last use, to half a day, and by no look of a collection', async () => {
    using folder = new TemporaryFolder()
    const backend = DirectoryBackend.open(folder.path('store'))
    await backend.putIfAbsent(path, data)
    const hour = 3600 * 1000
    const ageAfter = async (hours: number, use: () => Promise<unknown>) => {
      const then = (Date.now() - hours * hour) / 1000
      utimesSync(folder.path(`store/${path}`), then, then)
      await use()
      return Math.round((Date.now() - ((await backend.modified(path)) ?? 0)) / hour)
    }
    expect(await ageAfter(11, () => backend.size(path))).toBe(11)
    expect(await ageAfter(13, () => backend.size(path))).toBe(0)
    expect(await ageAfter(13, () => backend.putIfAbsent(path, data))).toBe(0)
    expect(await ageAfter(13, () => Array.fromAsync(backend.list('')))).toBe(13)
    expect(await ageAfter(13, () => Array.fromAsync(backend.read(path)))).toBe(13)
    expect(await backend.modified(`${path}0`)).toBeUndefined()
  })

  it('closes its own file and no other when a read of a large object is left early', async () => {
    using folder = new TemporaryFolder()
    const backend = DirectoryBackend.open(folder.path('store'))
    const large = Buffer.alloc(5 << 20, 'x')
    const at = blobPath(digestOf(large))
    await backend.putIfAbsent(at, large)
    for (let i = 0; i < 50; i++) {
      for await (const chunk of backend.read(at)) {
        expect(chunk.length).toBe(1 << 20)
        break
      }
    }
  })

  it('refuses a folder that holds something else, and takes one that a killed writer left', async () => {
    using folder = new TemporaryFolder()
    folder.write('home/notes.txt', 'mine')
    expect(() => DirectoryBackend.open(folder.path('home'))).toThrow(
      expect.objectContaining({ code: 'store/foreign-folder' }),
    )
    folder.write('killed/tmp/1-abc', 'half')
    await DirectoryBackend.open(folder.path('killed')).putIfAbsent('format', Buffer.from('slipway-store 1\n'))
    await DirectoryBackend.open(folder.path('killed')).putIfAbsent(path, data)
    expect(existsSync(folder.path(`killed/${path}`))).toBe(true)
  })

  it('closes its own file and no other one when a reader of a large object stops early', async () => {
    using folder = new TemporaryFolder()
    const large = randomBytes(3 << 20)
    const largePath = blobPath(digestOf(large))
    const backend = DirectoryBackend.open(folder.path('store'))
    await backend.putIfAbsent(largePath, large)
    for (let turn = 0; turn < 5; turn++) {
      for await (const piece of backend.read(largePath)) {
        expect(large.subarray(0, piece.length).equals(piece)).toBe(true)
        break
      }
      const other = openSync(folder.path(`store/${largePath}`), 'r')
      await setTimeout(2)
      expect(fstatSync(other).size).toBe(large.length)
      closeSync(other)
    }
    const rest = await Array.fromAsync(backend.read(largePath, { start: 5, end: 4 << 20 }))
    expect(Buffer.concat(rest).equals(large.subarray(5))).toBe(true)
  })

  it('does not make the folder around the store: the disk may not be mounted', async () => {
    using folder = new TemporaryFolder()
    const backend = DirectoryBackend.open(folder.path('mount/store'))
    await expect(backend.putIfAbsent(path, data)).rejects.toMatchObject({
      code: 'store/write-failed',
      kind: 'external',
    })
    expect(folder.contents()).toEqual({})
    mkdirSync(folder.path('mount'))
    expect(await backend.putIfAbsent(path, data)).toBe('created')
  })

  it('clears temporary files that are a day old, and no younger ones', async () => {
    using folder = new TemporaryFolder()
    folder.write('store/tmp/1-old', 'old')
    folder.write('store/tmp/2-new', 'new')
    const yesterday = Date.now() / 1000 - 25 * 3600
    utimesSync(folder.path('store/tmp/1-old'), yesterday, yesterday)
    await DirectoryBackend.open(folder.path('store')).putIfAbsent(path, data)
    expect(readdirSync(folder.path('store/tmp'))).toEqual(['2-new'])
  })

  it('leaves nothing when the system refuses to write, small or large, and succeeds once it may', async () => {
    using folder = new TemporaryFolder()
    mkdirSync(folder.path('work'))
    const script = fileURLToPath(new URL('testing/put-random-blobs.ts', import.meta.url))
    // Files over 512 KiB cannot be written: what a full disk does, in the middle of a write.
    const limited = `trap '' XFSZ; ulimit -f 1024; exec "$0" "$@"`
    const run = (shell: string) =>
      execFileSync(
        'sh',
        ['-c', shell, process.execPath, script, folder.path('work/store'), '800000', '5000000'],
        {
          encoding: 'utf8',
        },
      ).trim()
    expect(run(limited)).toBe('store/write-failed store/write-failed store/write-failed store/write-failed')
    expect(Object.keys(folder.contents('work'))).toEqual([])
    expect(run('exec "$0" "$@"')).toBe('created created created created')
  })
})
