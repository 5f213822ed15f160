import { mkdir, rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { HttpError } from '../http/http-error.ts'
import { receiveFile } from '../http/receive-file.ts'
import type { Account } from '../state/account.ts'
import type { ForgeState } from '../state/forge-state.ts'
import type { Release, ReleaseAsset } from '../state/release.ts'

/** @throws HttpError 422 for a release that is published and immutable */
export function refuseImmutable(release: Release): void {
  if (release.immutable && !release.draft)
    throw new HttpError(422, 'Cannot upload or change assets: the release is immutable')
}

/**
 * Takes an asset's bytes; they count only when all of them came.
 * @throws HttpError 422 for a name that is taken or missing, or an immutable release
 */
export async function addAsset(
  forge: ForgeState,
  release: Release,
  request: IncomingMessage,
  fields: { readonly name: string; readonly label: string | null; readonly uploader: Account },
): Promise<ReleaseAsset> {
  const refuse = () => {
    refuseImmutable(release)
    if ([...release.assets.values()].some((asset) => asset.name === fields.name))
      throw HttpError.validation([{ resource: 'ReleaseAsset', field: 'name', code: 'already_exists' }])
  }
  if (fields.name === '')
    throw HttpError.validation([{ resource: 'ReleaseAsset', field: 'name', code: 'missing_field' }])
  refuse()
  const id = forge.nextId()
  const folder = join(forge.directory, 'assets')
  await mkdir(folder, { recursive: true })
  const file = join(folder, String(id))
  const { digest, sizeBytes } = await receiveFile(request, file)
  // Somebody else may have been faster while the bytes came.
  refuse()
  const time = forge.time()
  const asset: ReleaseAsset = {
    id,
    // GitHub writes a dot for what it does not like in a file name.
    name: fields.name.replace(/[^\w.@+-]+/g, '.'),
    label: fields.label,
    contentType: request.headers['content-type'] ?? 'application/octet-stream',
    sizeBytes,
    digest,
    file,
    uploader: fields.uploader,
    createdAt: time,
    updatedAt: time,
    downloads: 0,
  }
  release.assets.set(id, asset)
  return asset
}

/** @throws HttpError 422 for an immutable release */
export async function deleteAsset(release: Release, asset: ReleaseAsset): Promise<void> {
  refuseImmutable(release)
  release.assets.delete(asset.id)
  await rm(asset.file, { force: true })
}
