import { randomUUID } from 'node:crypto'
import { type Digest, digestOf } from '@slipway/core'
import { type Backend, type ByteRange, type Content, type ListedObject, sizeOf } from '../backend.ts'
import { storeError } from '../error.ts'
import { rangeHeader } from '../http/byte-range.ts'
import { holdContent } from '../http/hold-content.ts'
import { MemoryLimit } from '../http/memory-limit.ts'
import { readOn } from '../http/read-on.ts'
import { MOST_AT_A_TIME } from '../http/request-limit.ts'
import { readWhole } from '../read-whole.ts'
import { checkStorePath, FORMAT_PATH, promisedDigest } from '../store-path.ts'
import { formatObjectManifest, type ObjectManifest } from './object-manifest.ts'
import { readTag, tagOf } from './object-tag.ts'
import { OciClient, type OciSettings } from './oci-client.ts'
import type { Purpose } from './oci-failure.ts'
import { OciRepository, type TaggedManifest } from './oci-repository.ts'

/** Objects on their way are in memory as a whole, so that they can be sent again. */
const HELD_BYTES = 256 << 20
/** Objects of a shared store have 64 MiB and a little. */
const MOST_BYTES = 128 << 20
/** A path that ends in a digest has the same bytes whoever writes it, and so has the format: it does not matter who was first. */
const SAME_FOR_ALL = new RegExp(`^${FORMAT_PATH}$|(?:^|/)[0-9a-f]{64}$`)

/** A store in a repository of an OCI registry: one artifact for each object. Format: docs/formats/store.md. */
export class OciBackend implements Backend {
  readonly url: string
  readonly concurrency = MOST_AT_A_TIME
  readonly #settings: OciSettings
  readonly #client: OciClient
  readonly #repository: OciRepository
  readonly #memory = new MemoryLimit(HELD_BYTES)

  constructor(settings: OciSettings) {
    this.url = settings.url
    this.#settings = settings
    this.#client = new OciClient(settings)
    this.#repository = new OciRepository(this.#client, settings.address)
  }

  async size(path: string): Promise<number | undefined> {
    return (await this.#find(path, { verb: 'read', path }))?.bytes
  }

  /** When the object was last written, as its writer said. */
  async modified(path: string): Promise<number | undefined> {
    return (await this.#find(path, { verb: 'read', path }))?.createdMs
  }

  async *read(path: string, range?: ByteRange): AsyncIterable<Uint8Array> {
    const purpose: Purpose = { verb: 'read', path }
    const promised = promisedDigest(checkStorePath(path))
    // A path that is a digest names its content to the registry too; no tag can lead elsewhere.
    if (promised !== undefined) yield* this.#readBlob(path, promised, range, purpose)
    else {
      const manifest = await this.#repository.manifest(tagOf(path), purpose)
      const object = manifest === undefined ? undefined : this.#checked(path, manifest)
      if (object === undefined) throw this.#missing(path)
      if (range !== undefined) yield* this.#readBlob(path, object.content, range, purpose)
      else yield await this.#readVerified(path, object.content, purpose)
    }
  }

  async putIfAbsent(path: string, content: Content): Promise<'created' | 'exists'> {
    const purpose: Purpose = { verb: 'write', path }
    if ((await this.#find(path, purpose)) !== undefined) return 'exists'
    const isForAll = SAME_FOR_ALL.test(path)
    const object = await this.#upload(path, content, false)
    const manifest = formatObjectManifest(object, isForAll ? undefined : randomUUID())
    if (!isForAll) return this.#claim(path, manifest, purpose)
    await this.#repository.putManifest(tagOf(path), manifest, purpose)
    return 'created'
  }

  async put(path: string, content: Content): Promise<void> {
    const purpose: Purpose = { verb: 'write', path }
    const tag = tagOf(checkStorePath(path))
    const object = await this.#upload(path, content, true)
    await this.#repository.putManifest(tag, formatObjectManifest(object, randomUUID()), purpose)
    // A registry has each blob once, and may keep the damaged one that was to be replaced.
    if (promisedDigest(path) !== undefined) await this.#readVerified(path, object.content, purpose)
  }

  async *list(prefix: string): AsyncIterable<ListedObject> {
    const purpose: Purpose = { verb: 'list', path: prefix }
    for await (const tags of this.#repository.tags(purpose)) {
      const wanted = tags.filter((tag) => mayBeBelow(tag, prefix))
      for (let at = 0; at < wanted.length; at += MOST_AT_A_TIME) {
        const some = wanted.slice(at, at + MOST_AT_A_TIME)
        const found = await Promise.all(some.map((tag) => this.#repository.manifest(tag, purpose)))
        for (const [index, manifest] of found.entries()) {
          const object = manifest?.object
          // Others may have tags of their own here.
          if (object === undefined || tagOf(object.path) !== some[index]) continue
          if (!object.path.startsWith(prefix)) continue
          yield { path: object.path, bytes: object.bytes, modifiedMs: object.createdMs }
        }
      }
    }
  }

  async delete(path: string): Promise<void> {
    const purpose: Purpose = { verb: 'delete', path }
    const tag = tagOf(checkStorePath(path))
    const manifest = await this.#repository.manifest(tag, purpose)
    if (manifest === undefined) return
    if (await this.#repository.deleteManifest(tag, manifest.digest, purpose)) return
    throw storeError(
      'store/deletion-unsupported',
      `Cannot delete "${path}" in "${this.url}": the registry deletes nothing by its protocol`,
      {
        hint: 'Delete versions of the package where the registry shows them, or keep the store in a bucket: docs/guides/remotes/oci.md',
      },
    )
  }

  async tryWriting(): Promise<void> {
    await this.#repository.tryUpload({ verb: 'write', path: 'blobs/uploads/' })
  }

  /** What the tag promises, where the registry still has its content: a blob without a manifest may be collected, and vice versa. */
  async #find(path: string, purpose: Purpose): Promise<ObjectManifest | undefined> {
    const manifest = await this.#repository.manifest(tagOf(checkStorePath(path)), purpose)
    const object = manifest?.object
    if (object === undefined || !isFor(path, object)) return undefined
    return (await this.#repository.blobBytes(object.content, purpose)) === object.bytes ? object : undefined
  }

  #checked(path: string, { object }: TaggedManifest): ObjectManifest {
    if (object !== undefined && isFor(path, object)) return object
    throw storeError(
      'store/object-corrupt',
      `Cannot read "${path}" in "${this.url}": its tag leads to something else; expected an object of a store`,
      { hint: 'Somebody wrote there by hand; delete the tag, and write the object again' },
    )
  }

  #upload(path: string, content: Content, evenIfThere: boolean): Promise<ObjectManifest> {
    const purpose: Purpose = { verb: 'write', path }
    const size = sizeOf(content)
    if (size > MOST_BYTES)
      throw storeError(
        'store/write-failed',
        `Cannot write "${path}" in "${this.url}": it has ${size} bytes; expected ${MOST_BYTES} at most in a registry`,
        { hint: 'Large files are stored in parts; a single object of this size fits in a bucket only' },
      )
    return holdContent(this.#memory, path, content, async (bytes, digest) => {
      await this.#repository.putConfig(purpose)
      if (evenIfThere || (await this.#repository.blobBytes(digest, purpose)) !== bytes.length)
        await this.#repository.putBlob(digest, bytes, purpose)
      return { path, content: digest, bytes: bytes.length, createdMs: this.#settings.timing.now() }
    })
  }

  /**
   * Writes a tag that nobody has written. Most registries know no condition, so this is Fischer's protocol: whoever saw
   * nothing writes at once or not at all, waits until all the others who saw nothing must have written, and reads who was
   * last. What is guaranteed, and what not: docs/adr/0008-first-in-a-registry.md.
   */
  async #claim(path: string, manifest: Uint8Array, purpose: Purpose): Promise<'created' | 'exists'> {
    const { timing, settleMs } = this.#settings
    const tag = tagOf(path)
    const own = digestOf(manifest)
    const read = () => this.#repository.manifest(tag, purpose)
    const isWritten = await this.#client.repeat(purpose, async () => {
      // Looked at before each attempt: a wait may have let somebody else pass, or our own have arrived.
      const there = await read()
      if (there?.digest === own) return { value: true }
      const isTaken = there !== undefined && (await this.#find(path, purpose)) !== undefined
      if (isTaken) return { value: false }
      const condition: Record<string, string> = there === undefined ? { 'if-none-match': '*' } : {}
      const outcome = await this.#repository.attemptManifest(tag, manifest, condition, settleMs / 2)
      if ('failure' in outcome) return outcome
      return { value: outcome.value.status !== 412 || (await read())?.digest === own }
    })
    if (!isWritten) return 'exists'
    await timing.sleep(settleMs)
    const last = await this.#client.repeat(purpose, async () => {
      const value = await read()
      return value === undefined
        ? { failure: this.#client.broken(new Error('what was written is not there')) }
        : { value }
    })
    return last.digest === own ? 'created' : 'exists'
  }

  /** What is small and decides something: the whole, checked, and once more where it was damaged on its way. */
  async #readVerified(path: string, digest: Digest, purpose: Purpose): Promise<Uint8Array> {
    for (let left = 1; ; left--) {
      const bytes = await readWhole(this.#readBlob(path, digest, undefined, purpose))
      const found = digestOf(bytes)
      if (found === digest) return bytes
      if (left > 0) continue
      throw storeError(
        'store/object-corrupt',
        `Cannot ${purpose.verb} "${path}" in "${this.url}": the registry has bytes of digest ${found} under ${digest}`,
        { hint: 'Only its operator can mend it: the damaged blob has to go before it is sent again' },
      )
    }
  }

  /** A body that breaks goes on where it broke: under its digest there is nothing else. */
  #readBlob(
    path: string,
    digest: Digest,
    range: ByteRange | undefined,
    purpose: Purpose,
  ): AsyncIterable<Uint8Array> {
    return readOn(range, {
      ...this.#settings,
      open: async (wanted) => {
        const reply = await this.#repository.getBlob(digest, rangeHeader(wanted), purpose)
        if (reply.status === 404) throw this.#missing(path)
        return reply.status === 416 ? undefined : reply
      },
      broken: (cause) => this.#client.error(this.#client.broken(cause), purpose),
    })
  }

  #missing(path: string): Error {
    return storeError('store/object-missing', `Cannot read "${path}": it is not in "${this.url}"`)
  }
}

/** Whether a manifest is that of the path, and its content what the path promises. */
function isFor(path: string, object: ObjectManifest): boolean {
  const promised = promisedDigest(path)
  return object.path === path && (promised === undefined || promised === object.content)
}

function mayBeBelow(tag: string, prefix: string): boolean {
  const meaning = readTag(tag)
  if (meaning === undefined) return false
  if ('path' in meaning) return meaning.path.startsWith(prefix)
  const folder = meaning.folder === '' ? '' : `${meaning.folder}/`
  return folder.startsWith(prefix) || prefix.startsWith(folder)
}
