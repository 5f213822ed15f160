import { randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { SlipwayError } from '@slipway/core'
import { expect, it } from 'vitest'
import { auditStore } from './testing/index.ts'
import { randomFiles } from './testing/random-files.ts'
import { TemporaryWorkspace } from './testing/temporary-workspace.ts'

/** The errors that may refuse a tree. */
const REFUSALS = [
  'store/file-unstorable',
  'store/file-changed',
  'core/tree-unstorable',
  'store/target-missing',
]

for (const seed of Array.from({ length: 12 }, (_, i) => i + 1)) {
  it(`any tree comes out as it went in, or is refused with a named error (seed ${seed})`, async () => {
    using at = await TemporaryWorkspace.open()
    const written = writeAll(at, seed)
    const before = at.contents('data')
    const saved = await at.workspace.save('data', at.store).catch(refusal)
    if (saved === undefined) {
      expect(written.hasTwins).toBe(true)
      return
    }
    expect(written.hasTwins).toBe(false)
    expect(auditStore(at.folder.path('store'), { complete: true })).toEqual([])
    rmSync(at.path('data'), { recursive: true })
    await at.workspace.restore('data', saved.output, at.store)
    expect(at.contents('data')).toEqual(before)
    // What is there by now is recognised; one more byte anywhere is another tree.
    expect(await at.workspace.matches('data', saved.output)).toBe(true)
    const [first] = Object.keys(before)
    writeFileSync(at.path(`data/${first}`), randomBytes(5000))
    expect(await at.workspace.matches('data', saved.output)).toBe(false)
  })
}

it('files that change while they are read are refused, or stored as they were', async () => {
  using at = await TemporaryWorkspace.open()
  for (let i = 0; i < 60; i++) at.write(`data/${i}`, randomBytes(i * 1000))
  for (let round = 0; round < 10; round++) {
    let told = 0
    const touch = () => {
      if (told++ % 3 === 0) writeFileSync(at.path(`data/${(round * 7 + told) % 60}`), randomBytes(30_000))
    }
    await at.workspace.save('data', at.store, touch).catch(refusal)
  }
  expect(auditStore(at.folder.path('store'), { complete: true })).toEqual([])
})

function writeAll(at: TemporaryWorkspace, seed: number): { hasTwins: boolean } {
  const folded = new Map<string, string>()
  let hasTwins = false
  for (const { path, content, executable } of randomFiles(seed)) {
    // Names differ only in case: of the file, or of a folder above it.
    for (let end = path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
      const part = end < 0 ? path : path.slice(0, end)
      hasTwins ||= (folded.get(part.toLowerCase()) ?? part) !== part
      folded.set(part.toLowerCase(), part)
      if (end < 0) break
    }
    at.write(`data/${path}`, content, executable)
  }
  return { hasTwins }
}

function refusal(error: unknown): undefined {
  expect(error).toBeInstanceOf(SlipwayError)
  expect(REFUSALS).toContain((error as SlipwayError).code)
}
