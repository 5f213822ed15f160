import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Digest, SlipwayError } from '@slipway/core'
import { assetsOf, downloadAsset, findRelease, type GitHub } from '@slipway/github'

const MAX_BYTES = 64 * 1024 * 1024
const UNUSABLE = ['github/download-corrupt', 'github/too-large', 'github/not-found']

/**
 * model.json from the page of its release, for a store that has lost it; undefined where the page does not have what the
 * tag names by this digest.
 */
export async function releasedModelJson(
  github: GitHub,
  tag: string,
  digest: Digest,
): Promise<Uint8Array | undefined> {
  const release = await findRelease(github, tag)
  const assets = release ? await assetsOf(github, release) : []
  const asset = assets.find(({ name }) => name === 'model.json')
  if (!asset) return undefined
  const folder = await mkdtemp(join(tmpdir(), 'slipway-gc-'))
  try {
    const file = join(folder, 'model.json')
    await downloadAsset(github, asset, { file, maxBytes: MAX_BYTES, digest })
    return await readFile(file)
  } catch (error) {
    if (error instanceof SlipwayError && UNUSABLE.includes(error.code)) return undefined
    throw error
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
