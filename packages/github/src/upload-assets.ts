import { openAsBlob } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Digest, SlipwayError } from '@slipway/core'
import { NO_RETRIES } from './create-once.ts'
import { downloadAsset } from './download-asset.ts'
import { githubError } from './error.ts'
import type { GitHub } from './github.ts'
import { assetsOf, type Release, type ReleaseAsset, toAsset } from './release.ts'

export interface AssetFile {
  readonly name: string
  readonly file: string
  readonly digest: Digest
}

const ATTEMPTS = 4

/**
 * Brings a release's assets to these files: what is there with the right digest stays, what is wrong or broke off is
 * replaced while the release is a draft. Each upload is checked against the digest that GitHub computed.
 *
 * @throws github/conflict where a published release has an asset with other bytes
 * @throws github/download-corrupt where GitHub holds other bytes than were sent
 */
export async function uploadAssets(
  github: GitHub,
  release: Release,
  files: readonly AssetFile[],
): Promise<readonly ReleaseAsset[]> {
  const present = new Map((await assetsOf(github, release)).map((asset) => [asset.name, asset]))
  const done: ReleaseAsset[] = []
  for (const file of files) done.push(await bringAsset(github, release, file, present.get(file.name)))
  return done
}

async function bringAsset(
  github: GitHub,
  release: Release,
  file: AssetFile,
  present: ReleaseAsset | undefined,
): Promise<ReleaseAsset> {
  let there = present
  for (let attempt = 1; ; attempt++) {
    if (there && (await isRight(github, there, file))) return there
    if (there) await removeAsset(github, release, there)
    try {
      const sent = await uploadAsset(github, release, file)
      if (await isRight(github, sent, file)) return sent
      throw githubError(
        'github/download-corrupt',
        `Cannot upload "${file.name}" to "${release.tag}": GitHub holds ${sent.digest ?? 'other bytes'}; expected ${file.digest}`,
      )
    } catch (error) {
      const again =
        error instanceof SlipwayError &&
        (error.code === 'github/unavailable' || error.code === 'github/conflict')
      if (!again || attempt === ATTEMPTS) throw error
      await github.pause(attempt)
      there = (await assetsOf(github, release)).find(({ name }) => name === file.name)
    }
  }
}

/** A server that names no digest (older GitHub Enterprise) is asked for the bytes. */
async function isRight(github: GitHub, asset: ReleaseAsset, { digest }: AssetFile): Promise<boolean> {
  if (!asset.complete) return false
  if (asset.digest !== null) return asset.digest === digest
  const folder = await mkdtemp(join(tmpdir(), 'slipway-asset-'))
  try {
    const target = { file: join(folder, 'asset'), maxBytes: asset.bytes, digest: null }
    return (await downloadAsset(github, asset, target)).digest === digest
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function uploadAsset(
  github: GitHub,
  release: Release,
  { name, file }: AssetFile,
): Promise<ReleaseAsset> {
  // A blob over the file: its length is known, it is read as it is sent, and from its start again in a retry.
  const data = await openAsBlob(file)
  return github.request(
    { action: `upload "${name}" to release "${release.tag}"`, permission: 'contents: write' },
    async (client) => {
      const response = await client.request({
        method: 'POST',
        url: release.uploadUrl,
        name,
        data,
        headers: { 'content-type': 'application/octet-stream' },
        request: NO_RETRIES,
      })
      return toAsset(response.data)
    },
  )
}

async function removeAsset(github: GitHub, release: Release, asset: ReleaseAsset): Promise<void> {
  if (!release.draft)
    throw githubError(
      'github/conflict',
      `Cannot replace "${asset.name}" of "${release.tag}": the release is published; expected a draft`,
    )
  try {
    await github.request(
      { action: `delete "${asset.name}" of draft "${release.tag}"`, permission: 'contents: write' },
      async ({ rest }, at) => rest.repos.deleteReleaseAsset({ ...at, asset_id: asset.id }),
    )
  } catch (error) {
    // A retry finds it gone.
    if (!(error instanceof SlipwayError && error.code === 'github/not-found')) throw error
  }
}
