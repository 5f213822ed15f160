import { digestOf, formatTree, formatTreeBundle, type PlacedPiece, walkTree } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { Blobs } from './blobs.ts'
import { treeOf } from './tree-of.ts'

describe('Blobs', () => {
  it('inTree() gives each content of thousands of files once, with its size', () => {
    const bundle = treeOf(
      Array.from({ length: 5000 }, (_, at) => ({
        path: `${at % 7}/f${at}`,
        kind: 'file' as const,
        oid: digestOf(`content ${at % 3000}`),
        bytes: at % 3000,
      })),
    )
    const wanted = new Map(Array.from(walkTree(bundle), ({ oid, bytes }) => [oid, bytes]))
    const found = [...Blobs.inTree(Buffer.from(formatTreeBundle(bundle)), bundle.root)]
    expect(found.length).toBe(3000)
    expect(new Map(found.map(({ oid, bytes }) => [oid, bytes]))).toEqual(wanted)
  })

  it('inTree() goes through a folder of more folders than a call has arguments', () => {
    const inner = [{ name: 'f', kind: 'file' as const, oid: digestOf('x'), bytes: 1 }]
    const tree = digestOf(formatTree(inner))
    const folders = Array.from({ length: 150_000 }, (_, at) => ({
      name: String(at).padStart(6, '0'),
      kind: 'tree' as const,
      oid: tree,
      bytes: 1,
    }))
    const text = formatTree(folders)
    expect(Blobs.inTree(Buffer.from(text + formatTree(inner)), digestOf(text)).length).toBe(1)
  })

  it('of() takes each once; every part of them keeps their order, digests and sizes', () => {
    const pieces = Array.from({ length: 3000 }, (_, at) => ({ oid: digestOf(`${at}`), bytes: at % 5 }))
    const all = Blobs.of([...pieces, ...pieces])
    const plain = (blobs: Iterable<PlacedPiece>) => Array.from(blobs, ({ oid, bytes }) => ({ oid, bytes }))
    expect(plain(all)).toEqual(pieces)
    expect(all.bytes).toBe(6000)

    const even = all.filter(({ bytes }) => bytes % 2 === 0)
    const odd = all.without(even)
    expect(plain(even)).toEqual(pieces.filter(({ bytes }) => bytes % 2 === 0))
    expect(plain(odd)).toEqual(pieces.filter(({ bytes }) => bytes % 2 === 1))
    expect(plain(odd.and([even]))).toEqual([...plain(odd), ...plain(even)])

    const groups = all.groupBy(({ digest }) => (digest[0] ?? 0) < 128)
    expect(groups.get(true)?.length).toBeGreaterThan(1000)
    expect(plain(groups.get(false) ?? [])).toEqual(pieces.filter(({ oid }) => /^sha256:[89a-f]/.test(oid)))
  })
})
