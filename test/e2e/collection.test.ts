import { existsSync, renameSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { type Digest, runKey } from '@slipway/core'
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

it('a collection of the shared store keeps champion and open pull requests for any time, and drops the rest', async () => {
  const number = await world.judgedPull('better', { model: 'better' })
  const train = world.store
    .records()
    .find(({ domain, record }) => domain === `pr-${number}` && record.stage === 'train')?.record
  if (!train) throw new Error(`pull request ${number} recorded no training`)
  const reviewed = train.outputs['models/model.bin']?.oid
  // What a pull request left that was closed long ago: its key is that of no tree that is there.
  const dropped = world.store.plantObject(Buffer.from('nobody wants me\n'))
  const preimage = { ...train.key_preimage, cmd: ['of another time'] }
  const record = world.store.plantRecord('pr-999', {
    ...train,
    domain: 'pr-999',
    key: runKey(preimage),
    key_preimage: preimage,
    outputs: { 'models/model.bin': dropped },
  })

  ageStore()
  const first = await collect()
  expect(first).toMatchObject({ shared: true, applied: true, deleted: { objects: 0 } })
  const reasons = first.kept.map(({ reason }: { reason: string }) => reason)
  expect(reasons).toEqual(['release', 'pull request'])
  ageStore()
  // The release page has model.json too, and it is believed by the digest in the tag.
  const modelJson = world.store.objectFile((await world.tag('delay@v1.0.0')).trailers['Model-Json'] as Digest)
  renameSync(modelJson, `${world.folder}/model.json`)
  const second = await collect()
  renameSync(`${world.folder}/model.json`, modelJson)
  expect(second.deleted.objects).toBe(first.unreachable.objects)
  for (const file of [record, world.store.objectFile(dropped.oid)]) expect(existsSync(file)).toBe(false)

  // What was reviewed more than a year ago is compared with the champion of that time, released and served.
  await world.merge(number)
  expect((await world.tag('delay@v1.1.0')).trailers.Model).toBe(reviewed)
  expect(await world.served()).toBe('v1.1.0')
  expect(await world.slipway(world.ada, 'data', 'verify', '--deep')).toContain('whole, every byte read')
}, 180_000)
