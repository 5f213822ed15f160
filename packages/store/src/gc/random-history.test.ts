import { type Digest, digestOf } from '@slipway/core'
import { expect, it } from 'vitest'
import { readPackIndex } from '../read-pack-index.ts'
import { GcGround, pointer } from '../testing/gc-ground.ts'

/** A small generator of numbers that are the same each time (mulberry32). */
function numbersOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

it('collectGarbage() keeps all that is in reach and in the end nothing else, whatever happened', async () => {
  for (let seed = 1; seed <= 12; seed++) {
    const ground = new GcGround()
    const pick = numbersOf(seed)
    const committed = new Map<Digest, readonly string[]>()
    const pushed: { root: Digest; texts: readonly string[]; day: number }[] = []
    const roots = () => [...committed.keys()].map(pointer)
    for (let step = 0; step < 60; step++) {
      const act = pick(10)
      if (act < 3) {
        const texts = [...new Set(Array.from({ length: 1 + pick(4) }, () => `file ${pick(12)}`))]
        const form = pick(2) === 0 ? 'packed' : 'alone'
        pushed.push({ root: await ground.push(texts, form), texts, day: ground.day })
      } else if (act < 5) {
        // A pointer is committed within half the grace after its push; later it is pushed again.
        const last = pushed.pop()
        if (last && ground.day - last.day < 18) committed.set(last.root, last.texts)
      } else if (act < 6) committed.delete([...committed.keys()][pick(committed.size || 1)] ?? digestOf(''))
      else if (act < 8) ground.day += pick(30)
      else await ground.collect(roots())
      const missing: Digest[] = []
      for (const root of committed.keys()) if (!(await ground.store.hasTree(root))) missing.push(root)
      expect({ seed, step, missing, broken: await ground.broken() }).toEqual({
        seed,
        step,
        missing: [],
        broken: [],
      })
    }
    // What is left of half-empty packs is written anew first, and the packs wait once more.
    for (let last = 0; last < 5; last++) {
      await ground.collect(roots())
      ground.day += 50
    }
    await ground.collect(roots())
    expect(await ground.broken()).toEqual([])
    const needed = new Set([...committed.values()].flat().map((text) => digestOf(text)))
    for (const path of ground.paths()) {
      const oid: Digest = `sha256:${path.slice(5)}`
      if (path.startsWith('t/') || path.startsWith('x/')) expect([...committed.keys()]).toContain(oid)
      else if (path.startsWith('o/')) expect(needed).toContain(oid)
      else {
        const { entries } = (await readPackIndex(ground.backend, oid)) ?? { entries: [] }
        const [held, all] = [entries.filter((entry) => needed.has(entry.oid)), entries].map(sizeOf)
        expect({ seed, path, half: (held ?? 0) >= (all ?? 0) / 2 }).toEqual({ seed, path, half: true })
      }
    }
  }
})

const sizeOf = (entries: readonly { bytes: number }[]) => entries.reduce((sum, { bytes }) => sum + bytes, 0)
