import { type Digest, digestOf, type Output, type Tree, type TreeFile } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { diffFiles } from './diff-files.ts'
import { treeOf } from './tree-of.ts'

/** Trees by digest, filled by `tree()`. */
const trees = new Map<Digest, Tree>()

const file = (path: string, content: string, kind: TreeFile['kind'] = 'file'): TreeFile => ({
  path,
  kind,
  oid: digestOf(content),
  bytes: content.length,
})

function tree(files: Iterable<TreeFile>): Output {
  const { root, bytes, trees: own } = treeOf(files)
  for (const [oid, one] of own) trees.set(oid, one)
  return { kind: 'tree', oid: root, bytes }
}

const diff = (before: Output | undefined, after: Output | undefined, most?: number) =>
  diffFiles(before, after, (oid) => trees.get(oid), most)
const paths = (files: readonly TreeFile[]) => files.map(({ path }) => path)

describe('diffFiles()', () => {
  it('tells added, changed, removed and renamed files apart, in path order', () => {
    const before = [file('a', '1'), file('b/c', '2'), file('b/d', '3'), file('z', '4'), file('run', '#!')]
    const after = [
      file('a', '1 more'),
      file('b/c', '2'),
      file('e', '3'),
      file('n/w', '5'),
      file('run', '#!', 'executable'),
    ]
    const found = diff(tree(before), tree(after))
    expect(paths(found?.added ?? [])).toEqual(['n/w'])
    expect(paths(found?.removed ?? [])).toEqual(['z'])
    expect(found?.changed.map((pair) => [pair.before.path, pair.after.bytes, pair.after.kind])).toEqual([
      ['a', 6, 'file'],
      ['run', 2, 'executable'],
    ])
    expect(found?.renamed.map((pair) => [pair.before.path, pair.after.path])).toEqual([['b/d', 'e']])
  })

  it('pairs files of equal content in path order, each once, and empty ones never', () => {
    const before = [file('a', 'x'), file('b', 'x'), file('empty', '')]
    const after = [file('c', 'x'), file('d', 'x'), file('e', 'x'), file('other', '')]
    const found = diff(tree(before), tree(after))
    expect(found?.renamed.map((pair) => [pair.before.path, pair.after.path])).toEqual([
      ['a', 'c'],
      ['b', 'd'],
    ])
    expect(paths(found?.added ?? [])).toEqual(['e', 'other'])
    expect(paths(found?.removed ?? [])).toEqual(['empty'])
  })

  it('takes a side that is one file, or nothing', () => {
    const { path: _, ...one } = file('', 'one')
    const { path: __, ...two } = file('', 'two')
    expect(diff(one, two)?.changed).toMatchObject([{ before: { path: '' }, after: { path: '' } }])
    expect(diff(one, one)).toEqual({ added: [], changed: [], removed: [], renamed: [] })
    expect(paths(diff(undefined, tree([file('a', '1')]))?.added ?? [])).toEqual(['a'])
    expect(diff(one, tree([file('one', 'one')]))?.renamed).toMatchObject([
      { before: { path: '' }, after: { path: 'one' } },
    ])
  })

  it('looks at no more entries than it may: thirty trees of two names each stand for a thousand million files', () => {
    let below: Output = tree([file('0', '0'), file('1', '1')])
    for (let level = 0; level < 30; level++) {
      const both = ['a', 'b'].map((name) => ({ ...below, name }))
      const oid = digestOf(JSON.stringify(both))
      trees.set(oid, both)
      below = { kind: 'tree', oid, bytes: below.bytes * 2 }
    }
    expect(diff(undefined, below, 10_000)).toBeUndefined()
  })

  it('gives back what was done, for random trees and random changes', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = randomFrom(seed)
      const before = new Map<string, TreeFile>()
      for (let i = 0; i < 30; i++) {
        const path = ['a', 'b', 'c']
          .slice(0, random(3))
          .concat(`f${random(60)}`)
          .join('/')
        before.set(path, file(path, `${seed} ${i}`))
      }
      const after = new Map(before)
      const wanted = {
        added: [] as string[],
        changed: [] as string[],
        removed: [] as string[],
        renamed: [] as string[],
      }
      for (const [path, old] of before) {
        const chance = random(8)
        if (chance === 0) {
          after.delete(path)
          wanted.removed.push(path)
        } else if (chance === 1) {
          after.set(path, file(path, `${seed} ${path} changed`))
          wanted.changed.push(path)
        } else if (chance === 2) {
          after.delete(path)
          after.set(`moved/${path}`, { ...old, path: `moved/${path}` })
          wanted.renamed.push(`${path} moved/${path}`)
        }
      }
      for (let i = random(4); i > 0; i--) {
        after.set(`new${i}`, file(`new${i}`, `${seed} new ${i}`))
        wanted.added.push(`new${i}`)
      }
      const found = diff(tree(before.values()), tree(after.values()))
      expect({
        added: paths(found?.added ?? []),
        changed: found?.changed.map((pair) => pair.after.path),
        removed: paths(found?.removed ?? []),
        renamed: found?.renamed.map((pair) => `${pair.before.path} ${pair.after.path}`).sort(),
      }).toEqual({
        added: wanted.added.sort(),
        changed: wanted.changed.sort(),
        removed: wanted.removed.sort(),
        renamed: wanted.renamed.sort(),
      })
    }
  })
})

/** Whole numbers below n, the same for the same seed. */
function randomFrom(seed: number): (n: number) => number {
  let state = seed * 2654435761
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 4294967296) * n)
  }
}
