import { createHash, randomBytes } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { PART_BYTES, Store, transfer } from '@slipway/store'
import { auditStore } from '@slipway/store/testing'
import { expect, it } from 'vitest'
import { DirectoryBackend } from '../../packages/store/src/directory-backend.ts'
import { randomFiles } from '../../packages/store/src/testing/random-files.ts'
import { TemporaryWorkspace } from '../../packages/store/src/testing/temporary-workspace.ts'
import { below, pick, type Random, randomFrom } from '../fuzz/mutate.ts'

const TREES = Number(process.env.SLIPWAY_PROPERTY_TREES ?? '20')
const SEED = Number(process.env.SLIPWAY_PROPERTY_SEED ?? Date.now() % 1e9)
const MOST_BYTES = 200 << 20
/** Around the size of a part, where a blob becomes two. */
const EDGES = [PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, 2 * PART_BYTES, 3 * PART_BYTES + 1, MOST_BYTES]

it(`trees with files of up to 200 MiB come out of a shared store as they went in (seed ${SEED})`, async () => {
  for (let tree = 0; tree < TREES; tree++) {
    const random = randomFrom(SEED + tree)
    using at = await TemporaryWorkspace.open()
    // Seeds that are divisible by four make names that differ in case only, which are refused.
    for (const { path, content, executable } of randomFiles(4 * below(random, 1000) + 1))
      at.write(`data/tree/${path}`, content, executable)
    const large = writeLarge(at, random)
    const saved = await at.workspace.save('data', at.store)
    const remote = new Store(DirectoryBackend.open(at.folder.path('remote')), { partBytes: PART_BYTES })
    await transfer(saved.output, [at.store], remote)
    expect(auditStore(at.folder.path('remote'), { complete: false })).toEqual([])
    for (const path of ['work/data', 'work/.slipway/index', 'store'])
      rmSync(at.folder.path(path), { recursive: true })
    mkdirSync(at.path('.slipway/index'))
    const own = new Store(DirectoryBackend.open(at.folder.path('store')))
    await transfer(saved.output, [remote], own)
    await at.workspace.restore('data', saved.output, own)
    for (const [path, digest] of large) expect(sha256Of(at.path(path))).toBe(digest)
    rmSync(at.path('.slipway/index'), { recursive: true })
    mkdirSync(at.path('.slipway/index'))
    expect((await at.workspace.hash('data')).output).toEqual(saved.output)
  }
})

it(`a large file that changes while it is stored is refused by name, or stored as it was (seed ${SEED})`, async () => {
  using at = await TemporaryWorkspace.open()
  const random = randomFrom(SEED)
  const codes = new Set<string>()
  for (let round = 0; round < TREES; round++) {
    at.write('data/small', randomBytes(100))
    writeBytes(at.path('data/large'), (1 << 20) + 1 + below(random, 100 << 20))
    const folder = at.folder.path(`store-${round}`)
    let told = 0
    const change = () => {
      if (told++ !== round % 4) return
      const fd = openSync(at.path('data/large'), 'r+')
      writeSync(fd, randomBytes(9), 0, 9, below(random, 1 << 20))
      closeSync(fd)
    }
    try {
      await at.workspace.save('data', new Store(DirectoryBackend.open(folder)), change)
    } catch (error) {
      codes.add((error as { code: string }).code)
    }
    expect(auditStore(folder, { complete: true })).toEqual([])
    rmSync(folder, { recursive: true, force: true })
  }
  expect([...codes]).toEqual(['store/file-changed'])
})

/** One to three large files. @returns their digests, made by other means than ours */
function writeLarge(at: TemporaryWorkspace, random: Random): ReadonlyMap<string, string> {
  const digests = new Map<string, string>()
  for (let left = 1 + below(random, 3); left > 0; left--) {
    const bytes = random() < 0.5 ? pick(random, EDGES) : Math.floor(MOST_BYTES ** random())
    const path = `data/large ${left}`
    at.write(path, '')
    writeBytes(at.path(path), bytes)
    digests.set(path, sha256Of(at.path(path)))
  }
  return digests
}

/** Fills a file; no two mebibytes of it are the same. */
function writeBytes(file: string, bytes: number): void {
  const fd = openSync(file, 'w')
  const piece = randomBytes(1 << 20)
  for (let at = 0; at < bytes; at += piece.length) {
    piece.writeUInt32LE(at / piece.length, 0)
    writeSync(fd, piece, 0, Math.min(piece.length, bytes - at))
  }
  closeSync(fd)
}

function sha256Of(file: string): string {
  const hash = createHash('sha256')
  const piece = Buffer.alloc(1 << 20)
  const fd = openSync(file, 'r')
  for (let read = readSync(fd, piece); read > 0; read = readSync(fd, piece))
    hash.update(piece.subarray(0, read))
  closeSync(fd)
  return hash.digest('hex')
}
