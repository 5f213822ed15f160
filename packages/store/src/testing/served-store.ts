import { digestOf } from '@slipway/core'
import { expect, it } from 'vitest'
import type { Backend } from '../backend.ts'
import { Store } from '../store.ts'
import { blobPath } from '../store-path.ts'
import { transfer } from '../transfer.ts'
import { verifyOutput } from '../verify-output.ts'
import { fillStore } from './filled-store.ts'
import { lookFromOutside, OUTSIDE } from './outside-reader.ts'
import { sampleRecord } from './sample-record.ts'

/** A real server, and a new place on it for each test. */
export interface ServedPlace {
  /** A bucket or container. */
  readonly home: string
  /** Opens the same store as another process would; its prefix is `some/prefix`. */
  open(): Backend
  readonly env: Record<string, string>
}

/** What a store on a real server does beyond the contract of its backend; called within the `describe` that starts the server. */
export function itServesStores(cloud: 's3' | 'gcs' | 'azure', place: () => Promise<ServedPlace>): void {
  it('carries a tree there and back', async () => {
    const { open } = await place()
    const source = await fillStore()
    const there = new Store(open())
    expect((await transfer(source.output, [source.store], there)).moved.objects).toBeGreaterThan(0)
    expect((await transfer(source.output, [source.store], there)).moved.objects).toBe(0)
    expect((await verifyOutput(there, source.output, { deep: true })).problems).toEqual([])
    const back = await fillStore({})
    await transfer(source.output, [there], back.store)
    expect(await back.store.hasOutput(source.output)).toBe(true)
  })

  it('lets runners that end at the same moment agree on one record', async () => {
    const { open } = await place()
    const runners = Array.from({ length: 8 }, () => new Store(open()))
    const results = await Promise.all(
      runners.map((runner, n) => runner.putRecord('main', { ...sampleRecord(), gpu_seconds: n })),
    )
    expect(results.filter(({ created }) => created).length).toBe(1)
    expect(new Set(results.map(({ digest }) => digest)).size).toBe(1)
    const found = await new Store(open()).findRun(['main'], sampleRecord().key)
    expect(found?.digest).toBe(results[0]?.digest)
  })

  it.skipIf(!OUTSIDE.installed)(
    `lets the cloud's own client list and read blobs by their digests${OUTSIDE.missing}`,
    async () => {
      const { home, open, env } = await place()
      const backend = open()
      const digests = ['', 'two', 'three'].map((text) => digestOf(text))
      for (const text of ['', 'two', 'three'])
        await backend.putIfAbsent(blobPath(digestOf(text)), Buffer.from(text))
      const key = `some/prefix/${blobPath(digestOf('two'))}`
      const { keys, content } = lookFromOutside(cloud, { home, prefix: 'some/prefix/o/', key, env })
      expect([...keys].sort()).toEqual(digests.map((oid) => `some/prefix/${blobPath(oid)}`).sort())
      expect([content.toString(), digestOf(content)]).toEqual(['two', digestOf('two')])
    },
  )
}
