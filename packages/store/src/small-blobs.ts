import { type Digest, digestOf, packPath } from '@slipway/core'
import { atATime } from './at-a-time.ts'
import type { Blob } from './copy-blob.ts'
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
  readonly wanted: Blob[]
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
  async copy(all: readonly Blob[]): Promise<void> {
    const lacking = await this.#lacking(all)
    this.#way.notePresent(sumOf(all) - sumOf(lacking), all.length - lacking.length)
    const rest = await this.#copyPacks(lacking)
    await this.#repack(rest)
  }

  /** What the receiving store does not have; it is asked for packs as far as possible. */
  async #lacking(all: readonly Blob[]): Promise<readonly Blob[]> {
    const { from, to } = this.#way
    const inPacks = async (left: readonly Blob[]) => {
      await to.packs.readExpected()
      return left.filter(({ oid, bytes }) => !to.packs.packOf(oid, bytes))
    }
    const inAllPacks = async (left: readonly Blob[]) => {
      await to.packs.readAllFor(sumOf(left))
      return inPacks(left)
    }
    const alone = (left: readonly Blob[]) => this.#withoutAlone(left)
    const inOurPacks = (left: readonly Blob[]) => this.#withoutSharedPacks(left)
    const near = isHere(to) ? [inPacks, alone, inAllPacks] : [inPacks, inAllPacks, alone]
    // What costs no request comes first.
    const steps = from.every(isHere) ? [inOurPacks, ...near] : [...near, inOurPacks]
    let left = all
    for (const step of steps) if (left.length > 0) left = await step(left)
    if (!this.#way.trusted) return left
    const lacking = new Set(left)
    return [...left, ...(await this.#damagedOf(all.filter((blob) => !lacking.has(blob))))]
  }

  /** A pack of a source that the receiving store has too need not be looked into there. */
  async #withoutSharedPacks(blobs: readonly Blob[]): Promise<readonly Blob[]> {
    const { to } = this.#way
    const { groups } = await this.#grouped(blobs)
    await atATime(to.backend.concurrency ?? 1, groups, async ({ source, pack }) => {
      const bytes = source.packs.bytesOf(pack)
      if (bytes === undefined || (await to.backend.size(packPath(pack))) !== bytes) return
      const entries = await source.packs.entries(pack)
      if (!entries) return
      to.packs.note(pack, bytes, entries)
    })
    return blobs.filter(({ oid, bytes }) => !to.packs.packOf(oid, bytes))
  }

  async #withoutAlone(blobs: readonly Blob[]): Promise<readonly Blob[]> {
    const { to, pacer } = this.#way
    if (!isHere(to) && blobs.length > ASKED_AT_MOST) return blobs
    const there = new Set<Blob>()
    const maybe = blobs.filter(({ oid }) => to.mayLieAlone(oid))
    await atATime(to.backend.concurrency ?? 1, maybe, async (blob) => {
      await pacer.pace()
      if ((await to.backend.size(blobPath(blob.oid))) === blob.bytes) there.add(blob)
    })
    return blobs.filter((blob) => !there.has(blob))
  }

  /** Those of the blobs that the receiving store has only in name: somebody else may have written them. */
  async #damagedOf(present: readonly Blob[]): Promise<readonly Blob[]> {
    const { to, pacer, memory } = this.#way
    const places = to.backend.concurrency ?? 1
    const packs = new Map<Digest, WantedBlob[]>()
    const sound = new Set<Digest>()
    const alone: Blob[] = []
    for (const { oid, bytes } of present) {
      const blob = await to.packs.locate(oid, bytes)
      if (!blob) alone.push({ oid, bytes })
      else if (!packs.get(blob.pack)?.push({ oid, blob })) packs.set(blob.pack, [{ oid, blob }])
    }
    await atATime(places, packs, async ([pack, wanted]) => {
      await pacer.pace()
      const right = await memory.hold(to.packs.bytesOf(pack) ?? 0, () => soundBlobs(to, pack, wanted))
      for (const { oid } of right) sound.add(oid)
      if (right.length < wanted.length) this.#damaged.add(pack)
    })
    await atATime(places, alone, async ({ oid }) => {
      await pacer.pace()
      if (await isSound(to, oid)) sound.add(oid)
      else this.#damaged.add(oid)
    })
    return present.filter(({ oid }) => !sound.has(oid))
  }

  /** @returns what is left to be copied blob by blob */
  async #copyPacks(blobs: readonly Blob[]): Promise<readonly Blob[]> {
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
      this.#way.noteMoved(source, sumOf(wanted), { objects: wanted.length })
    })
    return [...groups.filter(({ pack }) => !copied.has(pack)).map(({ wanted }) => wanted), alone].flat()
  }

  /** @returns false where too little of the pack is wanted, or it is damaged; some blobs of it may be right all the same */
  async #copyPack({ source, pack, wanted }: PackGroup): Promise<boolean> {
    const { to } = this.#way
    // Put together anew whenever they are asked for: once for a pack, and not for each blob, nor kept.
    const entries = await source.packs.entries(pack)
    if (!entries) return false
    if (!this.#damaged.has(pack) && sumOf(wanted) * 2 < sumOf(entries)) return false
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

  async #repack(blobs: readonly Blob[]): Promise<void> {
    const { from, to, pacer } = this.#way
    const { groups, alone } = await this.#grouped(blobs)
    const whole = async (unpacked: readonly UnpackedBlob[], from?: Store) => {
      const blobs: { oid: Digest; found: Uint8Array; source: Store }[] = []
      for (const { oid, bytes } of unpacked)
        if (bytes && from) blobs.push({ oid, found: bytes, source: from })
        else blobs.push({ oid, ...(await this.#way.first(oid, (source) => source.readBytes(oid))) })
      return blobs
    }
    const reads = [
      ...groups.flatMap(({ source, wanted }) =>
        planPackRuns(located(source, wanted)).map(
          (run) => async () => whole(await readPackRun(source.backend, run), source),
        ),
      ),
      ...alone.map(
        ({ oid }) =>
          () =>
            whole([{ oid, bytes: undefined }]),
      ),
    ]
    const packer = new Packer({
      hasBlob: async () => false,
      writeBlob: (oid, bytes, content) => to.writeBlob(oid, bytes, content),
      writePack: (pack, content, entries) => to.writePack(pack, content, entries),
    })
    const places = runsAtATime(...from.map(({ backend }) => backend))
    for await (const unpacked of inOrder(places, reads, (read) => read())) {
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
  async #grouped(blobs: readonly Blob[]): Promise<{ groups: readonly PackGroup[]; alone: Blob[] }> {
    const groups = new Map<Digest, PackGroup>()
    const alone: Blob[] = []
    for (const { packs } of this.#way.from) await packs.readExpected()
    for (const blob of blobs) {
      let found = false
      for (const source of this.#way.from) {
        const pack = source.packs.packOf(blob.oid, blob.bytes)
        if (pack === undefined) continue
        const group = groups.get(pack) ?? { source, pack, wanted: [] }
        groups.set(pack, group)
        group.wanted.push(blob)
        found = true
        break
      }
      if (!found) alone.push(blob)
    }
    return { groups: [...groups.values()], alone }
  }
}

/** Where blobs of a source lie in its packs. */
function* located({ packs }: Store, blobs: readonly Blob[]): Generator<WantedBlob> {
  for (const { oid, bytes } of blobs) {
    const blob = packs.peek(oid, bytes)
    if (blob) yield { oid, blob }
  }
}

/** On this machine, where a question costs nothing. */
const isHere = (store: Store) => store.backend.localFile !== undefined

/** Those of the blobs that are in a pack as they should be; none where the pack itself is not what its name says. */
async function soundBlobs(
  store: Store,
  pack: Digest,
  blobs: readonly WantedBlob[],
): Promise<readonly WantedBlob[]> {
  try {
    const bytes = await store.backend.size(packPath(pack))
    if (bytes === undefined || bytes !== store.packs.bytesOf(pack)) return []
    const content = await readSized(store.backend.read(packPath(pack)), bytes)
    if (digestOf(content) !== pack) return []
    return blobs.filter(
      ({ oid, blob }) => digestOf(content.subarray(blob.start, blob.start + blob.bytes)) === oid,
    )
  } catch (error) {
    if (isLacking(error)) return []
    throw error
  }
}
