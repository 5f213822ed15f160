import { type Digest, digestOf, type Output, runPath, SlipwayError } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { Store } from '../store.ts'
import { transfer } from '../transfer.ts'
import { treeOf } from '../tree-of.ts'
import { verifyOutput } from '../verify-output.ts'
import type { BackendUnderTest } from './backend-contract.ts'
import { MemoryBackend } from './memory-backend.ts'
import { sampleRecord } from './sample-record.ts'

/** A new, empty place, and somebody with a client of their own who writes to it what they like. */
export interface AttackedPlace extends BackendUnderTest {
  plant(path: string, bytes: Uint8Array): Promise<void>
  /** Whether this path is read by the digest that it ends in, so that nothing planted there is ever met. */
  isReadByDigest?(path: string): boolean
}

/** A part of a large file, so that small files make one. */
const PART_BYTES = 1 << 20
const OPTIONS = { partBytes: PART_BYTES }

/** Small files that go into a pack, one that is an object of its own, and one that lies in parts. */
const FILES: Readonly<Record<string, Uint8Array>> = {
  ...Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`small/${n}`, Buffer.from(`file ${n}\n`)])),
  alone: Buffer.alloc(PART_BYTES, 'alone'),
  large: Buffer.alloc(PART_BYTES + 1, 'large'),
}

/** This machine's own store, with the files whose names begin like this. */
async function trustworthy(prefix = ''): Promise<{ store: Store; output: Output }> {
  const store = new Store(new MemoryBackend('own'))
  const files = Object.entries(FILES)
    .filter(([path]) => path.startsWith(prefix))
    .map(([path, content]) => ({
      path,
      content,
      kind: 'file' as const,
      oid: digestOf(content),
      bytes: content.length,
    }))
  const packer = store.openPacker()
  for (const { oid, content } of files) await packer.add(oid, content)
  await packer.finish()
  const bundle = treeOf(files)
  await store.writeTree(bundle)
  return { store, output: { kind: 'tree', oid: bundle.root, bytes: bundle.bytes } }
}

/** What an honest push of all files writes, by path. */
async function honestObjects(): Promise<ReadonlyMap<string, Uint8Array>> {
  const backend = new MemoryBackend('honest')
  const { store, output } = await trustworthy()
  await transfer(output, [store], new Store(backend, OPTIONS))
  return new Map([...backend.objects].filter(([path]) => /^[okxt]\//.test(path)))
}

/** What a reader of the default branch gets: everything right, or the code of the refusal. Wrong bytes fail the test. */
async function pull(far: Store, output: Output): Promise<'right' | string> {
  const near = new Store(new MemoryBackend('near'))
  try {
    await transfer(output, [far], near)
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error
    return error.code
  }
  expect((await verifyOutput(near, output, { deep: true })).problems).toEqual([])
  for (const content of Object.values(FILES))
    expect(Buffer.compare(await near.readBytes(digestOf(content)), content)).toBe(0)
  return 'right'
}

const REFUSALS = ['store/object-corrupt', 'store/object-missing']

const EMPTY = 'nothing at all'

/** What wrong content an attacker chooses for an object. */
const ATTACKS: Readonly<
  Record<string, (right: Uint8Array, path: string, others: ReadonlyMap<string, Uint8Array>) => Uint8Array>
> = {
  'other bytes of the same size': (right) => Buffer.from(right).fill('x', 0, Math.min(9, right.length)),
  [EMPTY]: () => new Uint8Array(),
  'what is right elsewhere': (right, path, others) =>
    [...others].find(([other]) => other[0] === path[0] && other !== path)?.[1] ?? right.subarray(1),
}

/** Bytes that are right, of another set of the files: a tree, a pack and a placement as good as any. */
async function otherObjects(): Promise<ReadonlyMap<string, Uint8Array>> {
  const backend = new MemoryBackend('other')
  const { store, output } = await trustworthy('small/1')
  await transfer(output, [store], new Store(backend, OPTIONS))
  return new Map([...backend.objects, ...(await honestObjects())])
}

/**
 * What somebody who writes to a store past all our checks can do to those who read it: keep them from something until a
 * trusted push, and never make them take other bytes. Each backend's test calls it with a way to open a place and to
 * write to it as a stranger would.
 */
export function describeHostileWriter(name: string, open: () => Promise<AttackedPlace>): void {
  const attacked = (
    test: (place: AttackedPlace, own: Awaited<ReturnType<typeof trustworthy>>) => Promise<void>,
  ) => {
    return async () => {
      const place = await open()
      try {
        await test(place, await trustworthy())
      } finally {
        await place.close()
      }
    }
  }
  /** As another process opens it. */
  const opened = ({ backend }: AttackedPlace) => new Store(backend, OPTIONS)
  const mends = async (place: AttackedPlace, { store, output }: { store: Store; output: Output }) => {
    await transfer(output, [store], opened(place), { trusted: true })
    expect((await verifyOutput(opened(place), output, { deep: true })).problems).toEqual([])
  }

  describe(`${name} under a hostile writer`, () => {
    for (const [attack, forge] of Object.entries(ATTACKS)) {
      it(
        `gives nobody wrong bytes where objects were squatted with ${attack}, and a trusted push mends them`,
        attacked(async (place, own) => {
          const others = await otherObjects()
          for (const [path, right] of await honestObjects())
            await place.plant(path, forge(right, path, others))
          const refused = [...REFUSALS, 'right']
          // A pull request's push believes what it finds.
          await transfer(own.output, [own.store], opened(place)).catch((error: SlipwayError) =>
            expect(refused).toContain(error.code),
          )
          expect(refused).toContain(await pull(opened(place), own.output))
          await mends(place, own)
          expect(await pull(opened(place), own.output)).toBe('right')
        }),
      )

      // What is empty is replaced no differently than squatted.
      if (attack === EMPTY) continue
      it(
        `gives nobody wrong bytes where one object was replaced with ${attack}, and a trusted push mends it`,
        attacked(async (place, own) => {
          await transfer(own.output, [own.store], opened(place))
          const others = await otherObjects()
          for (const [path, right] of await honestObjects()) {
            await place.plant(path, forge(right, path, others))
            const got = await pull(opened(place), own.output)
            // A hint of a folder decides nothing; of a large file it says where the pieces are, which are nowhere else.
            expect({ path, got }).toEqual({
              path,
              got: isIdle(place, path, own.output) ? 'right' : expect.stringMatching(/^store\/object-/),
            })
            await mends(place, own)
          }
        }),
      )
    }

    it(
      'names what was deleted, gives nothing in part, and a trusted push brings it back',
      attacked(async (place, own) => {
        await transfer(own.output, [own.store], opened(place))
        for (const path of (await honestObjects()).keys()) {
          await place.backend.delete(path)
          const got = await pull(opened(place), own.output)
          expect({ path, got }).toEqual({
            path,
            got: isIdle(place, path, own.output) ? 'right' : 'store/object-missing',
          })
          await mends(place, own)
        }
      }),
    )

    it(
      'hides no honest object behind packs that lie about what is in them',
      attacked(async (place, own) => {
        await transfer(own.output, [own.store], opened(place))
        for (const [path, content] of await otherObjects()) {
          if (!path.startsWith('k/')) continue
          const lie = Buffer.from(content).fill('x', 0, 5)
          await place.plant(`k/${path.slice(2, 4)}/${path.slice(2, 4)}${'0'.repeat(62)}`, lie)
        }
        expect(await pull(opened(place), own.output)).toBe('right')
      }),
    )

    it(
      'takes no record whose key, attempt or text is not its own, and none of another pull request',
      attacked(async (place) => {
        const honest = sampleRecord()
        const other = sampleRecord({ seed: 'other' })
        const text = (record: object) => Buffer.from(JSON.stringify(record))
        const path = runPath('main', honest.key, 1)
        for (const forged of [
          text(other),
          text({ ...honest, key_preimage: other.key_preimage }),
          text({ ...honest, attempt: 2 }),
          text({ ...honest, outputs: { model: { kind: 'file', oid: 'sha256:0', bytes: 1 } } }),
          Buffer.from('{'),
        ]) {
          await place.plant(path, forged)
          await expect(opened(place).findRun(['main'], honest.key)).rejects.toMatchObject({
            code: 'store/record-corrupt',
          })
          await place.backend.delete(path)
        }
        await opened(place).putRecord('pr-9', honest)
        expect(await opened(place).findRun(['main', 'pr-7'], honest.key)).toBeUndefined()
        const made = await opened(place).putRecord('main', honest)
        expect(made.created).toBe(true)
      }),
    )
  })
}

/** Whether an attack on the path changes nothing for those who read. */
function isIdle(place: AttackedPlace, path: string, output: Output): boolean {
  return isHintOf(path, output) || place.isReadByDigest?.(path) === true
}

function isHintOf(path: string, { oid }: Output): boolean {
  return path === `x/${hex(oid).slice(0, 2)}/${hex(oid)}`
}

const hex = (oid: Digest) => oid.slice('sha256:'.length)
