import { type Digest, digestOf } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { BlobTable } from './blob-table.ts'

const entry = (name: string, bytes = name.length) => ({ oid: digestOf(name), bytes })

describe('BlobTable', () => {
  it('finds each of many blobs where its pack has it, and nothing else', () => {
    const table = new BlobTable()
    const packs = [1, 2, 3].map((pack) => Array.from({ length: 3000 }, (_, i) => entry(`${pack}/${i}`)))
    for (const [i, entries] of packs.entries()) table.add(digestOf(`pack ${i}`), 1000, entries)
    for (const [i, entries] of packs.entries()) {
      let start = 0
      for (const { oid, bytes } of entries) {
        expect(table.find(oid)).toEqual({ pack: digestOf(`pack ${i}`), start, bytes, next: undefined })
        start += bytes
      }
      expect([...(table.entriesOf(digestOf(`pack ${i}`)) ?? [])]).toEqual(entries)
    }
    expect(table.find(digestOf('other'))).toBeUndefined()
    expect(table.entriesOf(digestOf('other'))).toBeUndefined()
  })

  it('names the largest of several packs first, and of two as large the later one', () => {
    const table = new BlobTable()
    for (const [pack, bytes] of Object.entries({ small: 10, large: 90, middle: 50, late: 90 }))
      table.add(digestOf(pack), bytes, [entry('before'), entry('x')])
    const found: Digest[] = []
    for (let blob = table.find(digestOf('x')); blob; blob = blob.next) found.push(blob.pack)
    expect(table.packOf(digestOf('x'), 1)).toBe(digestOf('late'))
    expect(table.packOf(digestOf('x'), 2)).toBeUndefined()
    expect(found).toEqual(['late', 'large', 'middle', 'small'].map(digestOf))
  })

  it('takes a pack once, and anew where it turned out to hold something else', () => {
    const table = new BlobTable()
    const pack = digestOf('pack')
    for (let i = 0; i < 2; i++) table.add(pack, 10, [entry('x')])
    expect(table.find(digestOf('x'))?.next).toBeUndefined()
    table.add(pack, 10, [entry('y')])
    expect([...(table.entriesOf(pack) ?? [])]).toEqual([entry('y')])
    expect(table.find(digestOf('y'))?.pack).toBe(pack)
  })
})
