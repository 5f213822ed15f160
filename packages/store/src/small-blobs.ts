import { type Digest, digestOf, packPath } from '@slipway/core'
import { atATime } from './at-a-time.ts'
import type { Blobs, ListedBlob } from './blobs.ts'
import { inOrder } from './in-order.ts'
import { isSound } from './is-sound.ts'
import { isLacking } from './lacking.ts'
import { planPackRuns, readPackRun, runsAtATime, type UnpackedBlob, type WantedBlob } from './pack-runs.ts'
import { Packer } from './packer.ts'
import { readSized } from './read-whole.ts'
import type { Store } from './store.ts'
import { blobPath } from './store-path.ts'
import { sumOf } from './sum-of.ts'
import type { Way } from './way.ts'

/** A pack of a source, and what is wanted of it. */
interface PackGroup {
  readonly source: Store
  readonly pack: Digest
  readonly wanted: Blobs
}

interface FoundBlob {
  readonly oid: Digest
  readonly found: Uint8Array
  readonly source: Store
}

/** More blobs of a tree are not asked for one by one over a network: a second copy in a pack costs less. */
const ASKED_AT_MOST = 128

/** Copies small blobs: whole packs where most of a pack is wanted, else what is wanted of it into new packs. */
export class SmallBlobs {
  readonly #way: Way
  /** Packs and blobs of the receiving store that are not what their name says. */
  readonly #damaged = new Set<Digest>()

  constructor(way: Way) {
    this.#way = way
  }

  /** @throws store/object-missing, store/object-corrupt when no source has a blob whole, store/write-failed */
  async copy(all: Blobs): Promise<void> {
    const lacking = await this.#lacking(all)
    this.#way.notePresent(all.bytes - lacking.bytes, all.length - lacking.length)
    const rest = await this.#copyPacks(lacking)
    await this.#repack(rest)
  }

  /** What the receiving store does not have; it is asked for packs as far as possible. */
  async #lacking(all: Blobs): Promise<Blobs> {
    const { from, to } = this.#way
    const inPacks = async (left: Blobs) => {
      await to.packs.readExpected()
      return left.filter(({ digest, bytes }) => !to.packs.holds(digest, bytes))
    }
    const inAllPacks = async (left: Blobs) => {
      await to.packs.readAllFor(left.bytes)
      return inPacks(left)
    }
    const alone = (left: Blobs) => this.#withoutAlone(left)
    const inOurPacks = (left: Blobs) => this.#withoutSharedPacks(left)
    const near = isHere(to) ? [inPacks, alone, inAllPacks] : [inPacks, inAllPacks, alone]
    // What costs no request comes first.
    const steps = from.every(isHere) ? [inOurPacks, ...near] : [...near, inOurPacks]
    let left = all
    for (const step of steps) if (left.length > 0) left = await step(left)
    if (!this.#way.trusted) return left
    return left.and(await this.#damagedOf(all.without(left)))
  }

  /** A pack of a source that the receiving store has too need not be looked into there. */
  async #withoutSharedPacks(blobs: Blobs): Promise<Blobs> {
    const { to } = this.#way
    const { groups } = await this.#grouped(blobs)
    await atATime(to.backend.concurrency ?? 1, groups, async ({ source, pack }) => {
      const bytes = source.packs.bytesOf(pack)
      if (bytes === undefined || (await to.backend.size(packPath(pack))) !== bytes) return
      const entries = await source.packs.entries(pack)
      if (!entries) return
      to.packs.note(pack, bytes, entries)
    })
    return blobs.filter(({ digest, bytes }) => !to.packs.holds(digest, bytes))
  }

  async #withoutAlone(blobs: Blobs): Promise<Blobs> {
    const { to, pacer } = this.#way
    if (!isHere(to) && blobs.length > ASKED_AT_MOST) return blobs
    const there = new Set<Digest>()
    const maybe = blobs.filter(({ oid }) => to.mayLieAlone(oid))
    await atATime(to.backend.concurrency ?? 1, maybe, async ({ oid, bytes }) => {
      await pacer.pace()
      if ((await to.backend.size(blobPath(oid))) === bytes) there.add(oid)
    })
    return there.size === 0 ? blobs : blobs.filter(({ oid }) => !there.has(oid))
  }

  /** Those of the blobs that the receiving store has only in name: somebody else may have written them. */
  async #damagedOf(present: Blobs): Promise<readonly Blobs[]> {
    const { to, pacer, memory } = this.#way
    const places = to.backend.concurrency ?? 1
    const damaged: Blobs[] = []
    await to.packs.readExpected()
    const packs = present.groupBy(({ digest, bytes }) => to.packs.packOf(digest, bytes))
    await atATime(places, packs, async ([pack, wanted]) => {
      if (pack === undefined) return
      await pacer.pace()
      const wrong = await memory.hold(to.packs.bytesOf(pack) ?? 0, () => damagedIn(to, pack, wanted))
      if (wrong.length > 0) this.#damaged.add(pack)
      damaged.push(wrong)
    })
    const alone = packs.get(undefined)
    await atATime(places, alone ?? [], async ({ oid }) => {
      await pacer.pace()
      if (!(await isSound(to, oid))) this.#damaged.add(oid)
    })
    if (alone) damaged.push(alone.filter(({ oid }) => this.#damaged.has(oid)))
    return damaged
  }

  /** @returns what is left to be copied blob by blob */
  async #copyPacks(blobs: Blobs): Promise<Blobs> {
    const { memory, pacer, places } = this.#way
    const { groups, alone } = await this.#grouped(blobs)
    const copied = new Set<Digest>()
    // One is hashed while the disk takes another.
    await atATime(Math.max(places, 2), groups, async (group) => {
      await pacer.pace()
      const { source, pack, wanted } = group
      const bytes = source.packs.bytesOf(pack) ?? 0
      if (!(await memory.hold(bytes, () => this.#copyPack(group)))) return
      copied.add(pack)
      this.#way.noteMoved(source, wanted.bytes, { objects: wanted.length })
    })
    return alone.and(groups.filter(({ pack }) => !copied.has(pack)).map(({ wanted }) => wanted))
  }

  /** @returns false where too little of the pack is wanted, or it is damaged; some blobs of it may be right all the same */
  async #copyPack({ source, pack, wanted }: PackGroup): Promise<boolean> {
    const { to } = this.#way
    const entries = await source.packs.entries(pack)
    if (!entries) return false
    if (!this.#damaged.has(pack) && wanted.bytes * 2 < sumOf(entries)) return false
    try {
      const packBytes = source.packs.bytesOf(pack) ?? 0
      const content = await source.overTheWire(() =>
        readSized(source.backend.read(packPath(pack)), packBytes),
      )
      let start = 0
      for (const { oid, bytes } of entries) {
        if (digestOf(content.subarray(start, start + bytes)) !== oid) return false
        start += bytes
      }
      if (this.#damaged.has(pack)) await to.repairPack(pack, content, entries)
      else await to.writePack(pack, content, entries)
      return true
    } catch (error) {
      if (isLacking(error)) return false
      throw error
    }
  }

  async #repack(blobs: Blobs): Promise<void> {
    const { from, to, pacer } = this.#way
    const { groups, alone } = await this.#grouped(blobs)
    const whole = async (unpacked: readonly UnpackedBlob[], from?: Store) => {
      const blobs: FoundBlob[] = []
      for (const { oid, bytes } of unpacked)
        if (bytes && from) blobs.push({ oid, found: bytes, source: from })
        else blobs.push({ oid, ...(await this.#way.first(oid, (source) => source.readBytes(oid))) })
      return blobs
    }
    // Planned when it is their turn: what is known of a blob then takes three times what a list of blobs does.
    const reads = function* (): Generator<() => Promise<readonly FoundBlob[]>> {
      for (const { source, wanted } of groups)
        for (const run of planPackRuns(located(source, wanted)))
          yield async () => whole(await readPackRun(source.backend, run), source)
      for (const { oid } of alone) yield () => whole([{ oid, bytes: undefined }])
    }
    const packer = new Packer({
      hasBlob: async () => false,
      writeBlob: (oid, bytes, content) => to.writeBlob(oid, bytes, content),
      writePack: (pack, content, entries) => to.writePack(pack, content, entries),
    })
    const places = runsAtATime(...from.map(({ backend }) => backend))
    for await (const unpacked of inOrder(places, reads(), (read) => read())) {
      for (const { oid, found, source } of unpacked) {
        await pacer.pace()
        if (this.#damaged.has(oid)) await to.repairBlob(oid, found)
        else await packer.add(oid, found)
        this.#way.noteMoved(source, found.length)
      }
    }
    await packer.finish()
  }

  /** By the pack of the first source that has one; `alone` are those that lie in none. */
  async #grouped(blobs: Blobs): Promise<{ groups: readonly PackGroup[]; alone: Blobs }> {
    const sources = new Map<Digest, Store>()
    const packOf = ({ digest, bytes }: ListedBlob) => {
      for (const source of this.#way.from) {
        const pack = source.packs.packOf(digest, bytes)
        if (pack === undefined) continue
        if (!sources.has(pack)) sources.set(pack, source)
        return pack
      }
      return undefined
    }
    for (const { packs } of this.#way.from) await packs.readExpected()
    const byPack = blobs.groupBy(packOf)
    const groups: PackGroup[] = []
    for (const [pack, source] of sources) {
      const wanted = byPack.get(pack)
      if (wanted) groups.push({ source, pack, wanted })
    }
    return { groups, alone: byPack.get(undefined) ?? blobs.filter(() => false) }
  }
}

/** Where blobs of a source lie in its packs. */
function* located({ packs }: Store, blobs: Blobs): Generator<WantedBlob> {
  for (const { oid, bytes } of blobs) {
    const blob = packs.peek(oid, bytes)
    if (blob) yield { oid, blob }
  }
}

/** On this machine, where a question costs nothing. */
const isHere = (store: Store) => store.backend.localFile !== undefined

/** Those of the blobs that are not in a pack as they should be; all where the pack itself is not what its name says. */
async function damagedIn(store: Store, pack: Digest, blobs: Blobs): Promise<Blobs> {
  try {
    const bytes = await store.backend.size(packPath(pack))
    if (bytes === undefined || bytes !== store.packs.bytesOf(pack)) return blobs
    const content = await readSized(store.backend.read(packPath(pack)), bytes)
    if (digestOf(content) !== pack) return blobs
    return blobs.filter(({ oid, bytes }) => {
      const start = store.packs.peek(oid, bytes)?.start ?? content.length
      return digestOf(content.subarray(start, start + bytes)) !== oid
    })
  } catch (error) {
    if (isLacking(error)) return blobs
    throw error
  }
}
