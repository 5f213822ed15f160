import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { digestOf, hexOf } from '@slipway/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ArchiveLimits, readClaimsArchive } from './read-claims-archive.ts'
import { claimsEntries, claimsOf, digestOfRecord, RECORDS, recordOf } from './testing/claims-case.ts'
import { type ZipEntry, zip } from './testing/zip.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slipway-archive-'))
})
afterEach(() => rmSync(root, { recursive: true }))

const honest = claimsEntries()
const object = `objects/${hexOf(digestOf('predictions'))}`

function read(entries: readonly ZipEntry[] | Buffer, limits: Partial<ArchiveLimits> = {}) {
  const file = join(root, 'artifact.zip')
  writeFileSync(file, Buffer.isBuffer(entries) ? entries : zip(entries))
  return readClaimsArchive(file, join(root, 'read'), { maxBytes: 1_000_000, ...limits })
}

/** It fails, leaves nothing behind, and the honest archive passes. */
async function refuses(
  entries: readonly ZipEntry[] | Buffer,
  code = 'github/archive-invalid',
  limits?: Partial<ArchiveLimits>,
) {
  await expect(read(entries, limits)).rejects.toMatchObject({ code })
  expect(readdirSync(root)).toEqual(['artifact.zip'])
  expect((await read(honest)).claims.run_id).toBe(8123)
  rmSync(join(root, 'read'), { recursive: true })
}

describe('readClaimsArchive()', () => {
  it('reads claims and records, and puts the objects into the folder', async () => {
    const archive = await read(honest)
    expect(archive.claims).toEqual(claimsOf())
    expect([...archive.records]).toEqual(RECORDS.map((record) => [digestOfRecord(record), record]))
    const file = archive.objects.get(digestOf('predictions'))
    expect(file).toBe(join(root, 'read', hexOf(digestOf('predictions'))))
    expect(readFileSync(file ?? '', 'utf8')).toBe('predictions')
    expect(readdirSync(root).sort()).toEqual(['artifact.zip', 'read'])
  })

  it.each([
    '../slipway.json',
    'records/../../evil',
    '/etc/passwd',
    'C:/evil',
    `records\\${'0'.repeat(64)}.json`,
    `records/${'0'.repeat(64)}.json/x`,
    `records/${'A'.repeat(64)}.json`,
    `objects/${'0'.repeat(63)}`,
    `objects/${'0'.repeat(64)}\n`,
    'Slipway.json',
    'objects/',
    'extra.txt',
    '__proto__',
  ])('lets no other name in: %j', async (name) => {
    await refuses([...honest, { name, content: 'evil' }])
    expect(existsSync(join(root, '..', 'evil'))).toBe(false)
  })

  it('refuses a name that stands twice', async () => {
    await refuses([...honest, { name: object, content: 'predictions' }])
  })

  it('refuses a symbolic link, a folder and a device under an allowed name', async () => {
    for (const mode of [0o120777, 0o040755, 0o020666])
      await refuses([...honest.slice(0, -1), { name: object, content: 'predictions', mode }])
  })

  it('refuses what is encrypted, or packed in an unknown way', async () => {
    await refuses([...honest.slice(0, -1), { name: object, content: 'predictions', encrypted: true }])
    await refuses([...honest.slice(0, -1), { name: object, content: 'predictions', method: 12 }])
  })

  it('refuses an object or a record with other bytes than its name says', async () => {
    await refuses([...honest.slice(0, -1), { name: object, content: 'poisoned!!!' }])
    const [claims, record, ...rest] = honest
    if (!claims || !record) throw new Error('no entries')
    await refuses([claims, { ...record, content: `${record.content} ` }, ...rest])
  })

  it('refuses records that are missing, or that the claims do not name', async () => {
    const other = recordOf('other', {}, {})
    await refuses(claimsEntries(claimsOf(), RECORDS.slice(1)))
    await refuses(claimsEntries(claimsOf(), [...RECORDS, other]))
  })

  it('refuses an archive without claims, or with claims that are not in the schema', async () => {
    await refuses(honest.slice(1))
    await refuses(
      [{ name: 'slipway.json', content: '{"schema":"slipway.claims/v1"}' }],
      'core/record-invalid',
    )
    await refuses([{ name: 'slipway.json', content: Buffer.from([0xff, 0xfe]) }])
  })

  it('refuses what is no archive, is cut short, or is empty', async () => {
    await refuses(Buffer.from('no zip'))
    await refuses(zip(honest).subarray(100))
    await refuses(zip(honest).subarray(0, -30))
    await refuses([])
  })

  it('refuses too many entries before it reads one', async () => {
    await refuses(
      Array.from({ length: 2001 }, (_, index) => ({
        name: `objects/${index.toString(16).padStart(64, '0')}`,
        content: '',
      })),
      'github/too-large',
    )
    await refuses(honest, 'github/too-large', { maxEntries: 3 })
  })

  it('stops a zip bomb by what its sizes say, and by what really comes out', async () => {
    const zeros = Buffer.alloc(3_000_000)
    const bomb = { name: `objects/${hexOf(digestOf(zeros))}`, content: zeros, deflate: true }
    expect(zip([bomb]).length).toBeLessThan(10_000)
    await refuses([...honest, bomb], 'github/too-large')
    await refuses([...honest, { ...bomb, claimedBytes: 10 }])
    const claims = { name: 'slipway.json', content: Buffer.alloc(17 * 1024 * 1024), deflate: true }
    await refuses([claims], 'github/too-large', { maxBytes: 100 * 1024 * 1024 })
  })

  it('does not overwrite a folder that is there', async () => {
    await read(honest)
    await expect(read(honest)).rejects.toMatchObject({ syscall: 'rename' })
    expect(readdirSync(root).sort()).toEqual(['artifact.zip', 'read'])
  })
})
