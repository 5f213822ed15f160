import { type Digest, digestOf } from '@slipway/core'
import {
  EMPTY_CONFIG,
  MANIFEST_TYPE,
  type ObjectManifest,
  tryParseObjectManifest,
} from './object-manifest.ts'
import { type OciClient, type OciReply, type Outcome, textOf } from './oci-client.ts'
import type { Purpose } from './oci-failure.ts'
import type { OciAddress } from './parse-oci-address.ts'

/** What stands under a tag. */
export interface TaggedManifest {
  /** Of the manifest itself. */
  readonly digest: Digest
  /** Undefined where it is no object of a store. */
  readonly object: ObjectManifest | undefined
}

const TAGS_A_PAGE = 1000

/**
 * One repository of a registry, in the words of the distribution protocol.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md
 */
export class OciRepository {
  readonly #client: OciClient
  readonly #address: OciAddress
  #config: Promise<void> | undefined

  constructor(client: OciClient, address: OciAddress) {
    this.#client = client
    this.#address = address
  }

  /** One that changed on its way is asked for again. */
  async manifest(tag: string, purpose: Purpose): Promise<TaggedManifest | undefined> {
    const url = this.#url(`manifests/${tag}`)
    const headers = { accept: MANIFEST_TYPE }
    const reply = await this.#client.repeat(purpose, async () => {
      const outcome = await this.#client.attempt({
        method: 'GET',
        url,
        access: 'pull',
        headers,
        accepted: [404],
      })
      if ('failure' in outcome || outcome.value.status === 404) return outcome
      const promised = outcome.value.headers.get('docker-content-digest')
      const found = digestOf(outcome.value.bytes)
      if (promised === null || !promised.startsWith('sha256:') || promised === found) return outcome
      return {
        failure: this.#client.broken(new Error(`its manifest has digest ${found}; expected ${promised}`)),
      }
    })
    if (reply.status === 404) return undefined
    return { digest: digestOf(reply.bytes), object: tryParseObjectManifest(textOf(reply.bytes)) }
  }

  /** @param condition what must hold, where the registry looks at it: `412` is an answer then */
  attemptManifest(
    tag: string,
    manifest: Uint8Array,
    condition: Readonly<Record<string, string>> = {},
    mostMs?: number,
  ): Promise<Outcome<OciReply>> {
    return this.#client.attempt({
      method: 'PUT',
      url: this.#url(`manifests/${tag}`),
      access: 'push',
      headers: { 'content-type': MANIFEST_TYPE, ...condition },
      body: manifest,
      accepted: [412],
      ...(mostMs === undefined ? {} : { mostMs }),
    })
  }

  async putManifest(tag: string, manifest: Uint8Array, purpose: Purpose): Promise<void> {
    await this.#client.repeat(purpose, () => this.attemptManifest(tag, manifest))
  }

  /** Takes away what stands under a tag, in whichever way the registry knows. @returns false where it knows none */
  async deleteManifest(tag: string, digest: Digest, purpose: Purpose): Promise<boolean> {
    for (const reference of [digest, tag]) {
      const url = this.#url(`manifests/${reference}`)
      const accepted = [400, 404, 405, 501]
      await this.#client.send({ method: 'DELETE', url, access: 'delete', accepted }, purpose)
      // Some keep the tag when the manifest goes, some the manifest when the tag goes, and some take only one of both.
      if ((await this.manifest(tag, purpose))?.digest !== digest) return true
    }
    return false
  }

  /** Undefined where the registry does not have it. */
  async blobBytes(digest: Digest, purpose: Purpose): Promise<number | undefined> {
    const url = this.#url(`blobs/${digest}`)
    const reply = await this.#client.send({ method: 'HEAD', url, access: 'pull', accepted: [404] }, purpose)
    const bytes = reply.headers.get('content-length')
    return reply.status === 404 || bytes === null ? undefined : Number(bytes)
  }

  /** @param headers what part of it is wanted */
  getBlob(digest: Digest, headers: Readonly<Record<string, string>>, purpose: Purpose): Promise<OciReply> {
    const url = this.#url(`blobs/${digest}`)
    return this.#client.send(
      { method: 'GET', url, access: 'pull', headers, asStream: true, accepted: [404, 416] },
      purpose,
    )
  }

  /** In one piece: registries differ most in how they take several. Each attempt is an upload of its own. */
  async putBlob(digest: Digest, bytes: Uint8Array, purpose: Purpose): Promise<void> {
    await this.#client.repeat(purpose, async () => {
      const begun = await this.#beginUpload()
      if ('failure' in begun) return begun
      const url = begun.value
      url.searchParams.set('digest', digest)
      const headers = { 'content-type': 'application/octet-stream' }
      return this.#client.attempt({ method: 'PUT', url, access: 'push', headers, body: bytes })
    })
  }

  /** What every manifest names, once in a process. */
  putConfig(purpose: Purpose): Promise<void> {
    this.#config ??= this.#putConfig(purpose).catch((error: unknown) => {
      this.#config = undefined
      throw error
    })
    return this.#config
  }

  /** Begins an upload and gives it up again: shows that there is the right to write, and leaves nothing. */
  async tryUpload(purpose: Purpose): Promise<void> {
    const url = await this.#client.repeat(purpose, () => this.#beginUpload())
    // One that cannot be given up is forgotten by the registry after a while.
    await this.#client.attempt({ method: 'DELETE', url, access: 'push' })
  }

  /** All tags, each once; whether a registry gives pages and keeps an order differs. */
  async *tags(purpose: Purpose): AsyncIterable<readonly string[]> {
    const seen = new Set<string>()
    let url: URL | undefined = this.#url(`tags/list?n=${TAGS_A_PAGE}`)
    while (url !== undefined) {
      const { status, headers, bytes }: OciReply = await this.#client.send(
        { method: 'GET', url, access: 'pull', accepted: [404] },
        purpose,
      )
      // A repository comes into being with its first object.
      if (status === 404) return
      const page: readonly string[] = this.#parseTags(bytes, purpose)
      const fresh = page.filter((tag) => !seen.has(tag))
      for (const tag of fresh) seen.add(tag)
      yield fresh
      const next = /<([^>]*)>\s*;\s*rel="?next"?/i.exec(headers.get('link') ?? '')?.[1]
      // A page that brings nothing new would be followed by itself for ever.
      url = next === undefined || fresh.length === 0 ? undefined : new URL(next, url)
    }
  }

  async #beginUpload(): Promise<Outcome<URL>> {
    const url = this.#url('blobs/uploads/')
    const begun = await this.#client.attempt({ method: 'POST', url, access: 'push' })
    if ('failure' in begun) return begun
    const location = begun.value.headers.get('location') ?? ''
    if (begun.value.status === 202 && URL.canParse(location, url.href))
      return { value: new URL(location, url) }
    const failure = this.#client.broken(new Error('the answer names no place for an upload'))
    return { failure: { ...failure, status: begun.value.status, message: 'it names no place for an upload' } }
  }

  async #putConfig(purpose: Purpose): Promise<void> {
    const digest = digestOf(EMPTY_CONFIG)
    if ((await this.blobBytes(digest, purpose)) === undefined)
      await this.putBlob(digest, EMPTY_CONFIG, purpose)
  }

  #parseTags(bytes: Uint8Array, purpose: Purpose): readonly string[] {
    let tags: unknown
    try {
      tags = (JSON.parse(textOf(bytes)) as { tags?: unknown }).tags
    } catch {
      tags = undefined
    }
    // An empty repository has null in its place.
    if (tags === null) return []
    if (Array.isArray(tags) && tags.every((tag) => typeof tag === 'string')) return tags
    const failure = this.#client.broken(undefined)
    throw this.#client.error({ ...failure, status: 200, message: 'it is no list of tags' }, purpose)
  }

  #url(path: string): URL {
    return new URL(`/v2/${this.#address.name}/${path}`, this.#address.endpoint)
  }
}
