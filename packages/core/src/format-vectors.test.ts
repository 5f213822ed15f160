import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from './canonical-json.ts'
import { checkpointPath, formatCheckpoint, parseCheckpoint } from './checkpoint.ts'
import { type Digest, digestOf } from './digest.ts'
import { formatPackEnd, PACK_TRAILER_BYTES, parsePackIndex, parsePackTrailer, scanPackIndex } from './pack.ts'
import { formatPlacement, parsePlacement } from './placement.ts'
import { formatPointer, parsePointer } from './pointer.ts'
import { gitDirectoryId, type KeyPreimage, runKey } from './run-key.ts'
import { formatRunRecord, parseRunRecord } from './run-record.ts'
import { scanTreeBundle } from './scan-tree-bundle.ts'
import { formatTreeBundle, parseTree, parseTreeBundle, walkTree } from './tree.ts'

// The vectors come from docs/formats/vectors/make.py, which was written from the pages and shares no code with us.
/** What a scan passes by, as objects. */
function seenBy(
  scan: (each: (digest: Uint8Array, bytes: number) => void) => void,
): { oid: Digest; bytes: number }[] {
  const seen: { oid: Digest; bytes: number }[] = []
  scan((digest, bytes) => seen.push({ oid: `sha256:${Buffer.from(digest).toString('hex')}`, bytes }))
  return seen
}

const vectors = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../docs/formats/vectors/${name}.json`, import.meta.url), 'utf8'))

describe('docs/formats/tree.md', () => {
  const { valid, invalid } = vectors('tree')
  for (const { name, root, bundle, paths } of valid) {
    it(`parseTreeBundle() reads and formatTreeBundle() writes: ${name}`, () => {
      const read = parseTreeBundle(bundle, root)
      expect(formatTreeBundle(read)).toBe(bundle)
      const files = Object.fromEntries(Array.from(walkTree(read), ({ path, ...file }) => [path, file]))
      const wanted = Object.entries<{ kind: string; oid: string; bytes: number }>(paths).map(
        ([path, file]) => [
          path,
          { kind: file.kind === 'x' ? 'executable' : 'file', oid: file.oid, bytes: file.bytes },
        ],
      )
      expect(files).toEqual(Object.fromEntries(wanted))
    })
    it(`scanTreeBundle() passes by the files of each distinct folder: ${name}`, () => {
      const wanted = [...parseTreeBundle(bundle, root).trees.values()].flatMap((tree) =>
        tree.filter(({ kind }) => kind !== 'tree').map(({ oid, bytes }) => ({ oid, bytes })),
      )
      expect(seenBy((each) => scanTreeBundle(Buffer.from(bundle), root, each))).toEqual(wanted)
    })
  }
  for (const { name, text } of invalid) {
    it(`parseTree() refuses: ${name}`, () => {
      expect(() => parseTree(text, digestOf(text))).toThrow(
        expect.objectContaining({ code: 'core/tree-invalid' }),
      )
    })
  }
  it('scanTreeBundle() refuses a line that has no such kind, digest, size or name, though its digest is right', () => {
    const line = `f sha256:${'0'.repeat(64)} 1 a\n`
    const scan = (text: string) => scanTreeBundle(Buffer.from(text), digestOf(text), () => {})
    for (const [before, after] of [
      ['f ', 'g '],
      ['00 ', '0g '],
      [' 1 ', ' 01 '],
      [' 1 ', ' x '],
      [' a', ' '],
      ['\n', ''],
    ] as const)
      expect(() => scan(`slipway-tree 1\n${line.replace(before, after)}`)).toThrow(
        expect.objectContaining({ code: 'core/tree-invalid' }),
      )
    expect(() => scan(line)).toThrow(expect.objectContaining({ code: 'core/tree-invalid' }))
    scan(`slipway-tree 1\n${line}`)
  })
  it('parseTreeBundle() and scanTreeBundle() refuse a part that is missing, changed, or left over', () => {
    const { bundle, root } = valid.find((entry: { name: string }) => entry.name === 'nested')
    const refused = (text: string) => {
      const code = expect.objectContaining({ code: 'core/tree-invalid' })
      expect(() => parseTreeBundle(text, root)).toThrow(code)
      expect(() => scanTreeBundle(Buffer.from(text), root, () => {})).toThrow(code)
    }
    refused(bundle.slice(0, bundle.lastIndexOf('slipway-tree 1')))
    refused(bundle.replace(' 4 z', ' 5 z'))
    refused(`${bundle}slipway-tree 1\n`)
    expect(parseTreeBundle(bundle, root).root).toBe(root)
  })
})

describe('docs/formats/pointer.md', () => {
  const { valid, invalid } = vectors('pointer')
  for (const { name, text, fields, unknown } of valid) {
    it(`parsePointer() reads and formatPointer() writes: ${name}`, () => {
      expect(parsePointer(text, 'x.slip')).toEqual({ ...fields, ...(unknown ? { unknown } : {}) })
      expect(formatPointer(parsePointer(text, 'x.slip'))).toBe(text)
    })
  }
  for (const { name, text } of invalid) {
    it(`parsePointer() refuses: ${name}`, () => {
      expect(() => parsePointer(text, 'x.slip')).toThrow(
        expect.objectContaining({
          code: 'core/pointer-invalid',
          location: expect.objectContaining({ file: 'x.slip' }),
        }),
      )
    })
  }
})

describe('docs/formats/run-key.md', () => {
  const { directories, keys } = vectors('run-key')
  for (const { name, preimage, canonical, key } of keys) {
    it(`runKey(): ${name}`, () => {
      expect(canonicalJson(preimage)).toBe(canonical)
      expect(runKey(preimage as KeyPreimage)).toBe(key)
    })
  }
  it('runKey() differs where any member differs', () => {
    expect(new Set(keys.map((entry: { key: Digest }) => entry.key)).size).toBe(keys.length)
  })
  for (const { files, id } of directories) {
    it('gitDirectoryId() sorts by path bytes', () => expect(gitDirectoryId(files)).toBe(id))
  }
})

describe('docs/formats/run-record.md', () => {
  const { valid } = vectors('run-record')
  for (const { record, canonical, digest } of valid) {
    it('formatRunRecord() is canonical and parseRunRecord() reads it', () => {
      expect(formatRunRecord(record)).toBe(canonical)
      expect(digestOf(canonical)).toBe(digest)
      expect(parseRunRecord(canonical, 'a record')).toEqual(record)
    })
    it('parseRunRecord() refuses an unknown member and a climbing path', () => {
      const refused = (changed: object) =>
        expect(() => parseRunRecord(JSON.stringify({ ...record, ...changed }), 'a record')).toThrow(
          expect.objectContaining({ code: 'core/record-invalid' }),
        )
      refused({ extra: 1 })
      refused({ outputs: { '../x': Object.values(record.outputs)[0] } })
      refused({ domain: 'prod' })
      refused({ attempt: 0 })
    })
  }
})

describe('docs/formats/pack.md', () => {
  const { valid, invalid, placements, invalidPlacements } = vectors('pack')
  const indexOf = (text: string) => {
    const length = parsePackTrailer(text.slice(-PACK_TRAILER_BYTES))
    const end = text.length - PACK_TRAILER_BYTES
    return text.slice(Math.max(0, end - length), end)
  }
  const readPack = (text: string) => parsePackIndex(indexOf(text), text.length)
  const scanPack = (text: string) =>
    seenBy((each) => scanPackIndex(Buffer.from(indexOf(text)), text.length, each))
  for (const { name, text, pack, blobs } of valid) {
    it(`parsePackIndex() and scanPackIndex() read and formatPackEnd() writes: ${name}`, () => {
      expect(readPack(text)).toEqual(blobs)
      expect(scanPack(text)).toEqual(blobs)
      expect(text.endsWith(formatPackEnd(blobs))).toBe(true)
      expect(digestOf(text)).toBe(pack)
    })
  }
  for (const { name, text } of invalid) {
    it(`parsePackTrailer(), or parsePackIndex() and scanPackIndex(), refuse: ${name}`, () => {
      for (const read of [readPack, scanPack])
        expect(() => read(text)).toThrow(expect.objectContaining({ code: 'core/pack-invalid' }))
    })
  }
  for (const { name, text, packs, parts } of placements) {
    it(`parsePlacement() reads and formatPlacement() writes: ${name}`, () => {
      expect(parsePlacement(text)).toEqual({ packs, parts })
      expect(formatPlacement({ packs: [...packs].reverse(), parts })).toBe(text)
    })
  }
  for (const { name, text } of invalidPlacements) {
    it(`parsePlacement() refuses: ${name}`, () => {
      expect(() => parsePlacement(text)).toThrow(expect.objectContaining({ code: 'core/placement-invalid' }))
    })
  }
})

describe('docs/formats/checkpoint.md', () => {
  const { valid, invalid } = vectors('checkpoint')
  for (const { record, path, canonical } of valid) {
    it('parseCheckpoint() reads and formatCheckpoint() writes, and checkpointPath() says where it lies', () => {
      expect(parseCheckpoint(canonical, 'checkpoint')).toEqual(record)
      expect(formatCheckpoint(record)).toBe(canonical)
      expect(checkpointPath(record)).toBe(path)
    })
  }
  for (const { name, text } of invalid) {
    it(`parseCheckpoint() refuses: ${name}`, () => {
      expect(() => parseCheckpoint(text, 'checkpoint')).toThrow(
        expect.objectContaining({ code: 'core/record-invalid' }),
      )
    })
  }
})
