import { utimesSync } from 'node:fs'
import { join } from 'node:path'
import type { Digest } from '@slipway/core'
import { expect, it } from 'vitest'
import { useWorld } from './world/use-world.ts'
import type { World } from './world/world.ts'

let world: World
useWorld((opened) => {
  world = opened
})

/** Everything in the store was last used a year and more ago. */
function ageStore(): void {
  const then = Date.now() / 1000 - 400 * 24 * 3600
  for (const path of world.store.listing()) utimesSync(join(world.store.path, path), then, then)
}

/** Collects the shared store in a clone that knows nothing of pull requests yet. */
async function collect(...options: readonly string[]) {
  return JSON.parse(await world.slipway(world.ada, 'data', 'gc', '--remote', '--apply', '--json', ...options))
}

/** The model that a pull request's run made. */
function modelOf(number: number): Digest {
  const found = world.store
    .records()
    .find(({ domain, record }) => domain === `pr-${number}` && record.stage === 'train')
  return found?.record.outputs['models/model.bin']?.oid as Digest
}

it('a collection of the shared store keeps champion and open pull requests for any time, and drops the rest', async () => {
  const open = await world.judgedPull('better', { model: 'better' })
  const closed = await world.judgedPull('worse', { model: 'worse', seed: 7 })
  await world.ada.api('PATCH', `/repos/${world.name}/pulls/${closed}`, { state: 'closed' })
  await world.ada.api('DELETE', `/repos/${world.name}/git/refs/heads/worse`)
  const [kept, dropped] = [modelOf(open), modelOf(closed)]
  expect(kept).not.toBe(dropped)

  ageStore()
  const first = await collect()
  expect(first).toMatchObject({ shared: true, applied: true, deleted: { objects: 0 } })
  const reasons = first.kept.map(({ reason }: { reason: string }) => reason)
  expect(reasons).toEqual(['release', 'pull request'])

  ageStore()
  const second = await collect()
  expect(second.deleted.objects).toBe(first.unreachable.objects)
  const paths = world.store.listing()
  expect(paths).not.toContain(world.store.objectFile(dropped).slice(world.store.path.length + 1))
  expect(paths.filter((path) => path.startsWith(`runs/pr-${closed}/`))).toEqual([])

  // What was reviewed more than a year ago is compared with the champion of that time, released and served.
  await world.merge(open)
  expect((await world.tag('delay@v1.1.0')).trailers.Model).toBe(kept)
  expect(await world.served()).toBe('v1.1.0')
  expect(await world.slipway(world.ada, 'data', 'verify', '--deep')).toContain('whole, every byte read')
})
