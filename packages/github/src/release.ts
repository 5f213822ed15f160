import { type Digest, isDigest } from '@slipway/core'
import type { GitHub } from './github.ts'

export interface ReleaseAsset {
  readonly id: number
  readonly name: string
  readonly bytes: number
  /** Null where GitHub names none. */
  readonly digest: Digest | null
  /** False where an upload broke off. */
  readonly complete: boolean
}

export interface Release {
  readonly id: number
  readonly tag: string
  readonly name: string
  readonly body: string
  readonly draft: boolean
  readonly url: string
  /** Address template that assets are sent to. */
  readonly uploadUrl: string
}

interface SentRelease {
  readonly id: number
  readonly tag_name: string
  readonly name: string | null
  readonly body?: string | null
  readonly draft: boolean
  readonly html_url: string
  readonly upload_url: string
}

interface SentAsset {
  readonly id: number
  readonly name: string
  readonly size: number
  readonly digest?: string | null
  readonly state: string
}

/** All releases, drafts among them, as GitHub lists them; drafts are seen only with the right to write. */
export async function listReleases(github: GitHub): Promise<readonly Release[]> {
  return github.request({ action: 'list the releases', permission: 'contents: write' }, async (client, at) =>
    (await client.paginate(client.rest.repos.listReleases, { ...at, per_page: 100 })).map(toRelease),
  )
}

/** The release of a tag. A draft is not found by its tag, so the list is searched; of several drafts the oldest counts. */
export async function findRelease(github: GitHub, tag: string): Promise<Release | undefined> {
  const ofTag = (await listReleases(github)).filter((release) => release.tag === tag)
  return ofTag.find(({ draft }) => !draft) ?? ofTag.sort((a, b) => a.id - b.id)[0]
}

/** @throws github/not-found */
export async function getRelease(github: GitHub, id: number): Promise<Release> {
  return github.request(
    { action: `read release ${id}`, permission: 'contents: write' },
    async ({ rest }, at) => toRelease((await rest.repos.getRelease({ ...at, release_id: id })).data),
  )
}

export async function assetsOf(github: GitHub, release: Release): Promise<readonly ReleaseAsset[]> {
  return github.request(
    { action: `list the assets of "${release.tag}"`, permission: 'contents: read' },
    async (client, at) => {
      const list = client.rest.repos.listReleaseAssets
      return (await client.paginate(list, { ...at, release_id: release.id, per_page: 100 })).map(toAsset)
    },
  )
}

export function toRelease(sent: SentRelease): Release {
  return {
    id: sent.id,
    tag: sent.tag_name,
    name: sent.name ?? '',
    body: sent.body ?? '',
    draft: sent.draft,
    url: sent.html_url,
    uploadUrl: sent.upload_url,
  }
}

export function toAsset(sent: SentAsset): ReleaseAsset {
  const digest = sent.digest ?? null
  return {
    id: sent.id,
    name: sent.name,
    bytes: sent.size,
    digest: isDigest(digest) ? digest : null,
    complete: sent.state === 'uploaded',
  }
}
