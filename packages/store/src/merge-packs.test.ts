import { placementPath } from '@slipway/core'
import { expect, it } from 'vitest'
import { Store } from './store.ts'
import { addMany, manyFiles } from './testing/many-files.ts'
import { MemoryBackend } from './testing/memory-backend.ts'
import { transfer } from './transfer.ts'
import { verifyOutput } from './verify-output.ts'

const packsNamedIn = (backend: MemoryBackend, path: string) =>
  Buffer.from(backend.objects.get(path) ?? '')
    .toString()
    .match(/^pack /gm)?.length ?? 0

it('a tree after many small changes lies in few packs, here and where each version is pushed, and all versions stay whole', async () => {
  const near = Object.assign(new MemoryBackend('near'), { localFile: () => '/nowhere' })
  const far = new MemoryBackend('far')
  const outputs = []
  const counts: [number, number][] = []
  for (let change = 1; change <= 40; change++) {
    // Another process each time.
    const local = new Store(near)
    const output = await addMany(local, manyFiles(0, 20 * change))
    await transfer(output, [local], new Store(far))
    outputs.push(output)
    const path = placementPath(output.oid)
    counts.push([packsNamedIn(near, path), packsNamedIn(far, path)])
  }
  for (const [here, there] of counts) {
    expect(here).toBeLessThanOrEqual(16)
    expect(there).toBeLessThanOrEqual(16)
  }
  expect(Math.max(...counts.map(([here]) => here))).toBe(16)
  // One for each change, and one each time that there were too many.
  for (const { objects } of [near, far])
    expect([...objects.keys()].filter((path) => path.startsWith('k/')).length).toBe(42)
  for (const output of outputs)
    for (const store of [new Store(near), new Store(far)])
      expect((await verifyOutput(store, output, { deep: true })).problems).toEqual([])
})
