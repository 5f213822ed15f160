import type { Digest } from '@slipway/core'
import { type Downloaded, download } from './download.ts'
import { githubError } from './error.ts'
import type { GitHub } from './github.ts'
import type { ReleaseAsset } from './release.ts'
import { sourceOf } from './source-of.ts'

/**
 * Downloads a release's asset. What it must be comes from the caller, who has it from a tag or from model.json: what a
 * release page offers is no evidence.
 *
 * @throws github/too-large, github/download-corrupt, github/not-found
 */
export async function downloadAsset(
  github: GitHub,
  asset: ReleaseAsset,
  target: { readonly file: string; readonly maxBytes: number; readonly digest: Digest | null },
): Promise<Downloaded> {
  const what = `asset "${asset.name}"`
  if (asset.bytes > target.maxBytes)
    throw githubError(
      'github/too-large',
      `Cannot download ${what}: it has ${asset.bytes} bytes; expected at most ${target.maxBytes}`,
    )
  return download(github, { what, ...target }, () =>
    github.request({ action: `download ${what}`, permission: 'contents: read' }, async (client, at) =>
      sourceOf(
        await client.request('GET /repos/{owner}/{repo}/releases/assets/{asset_id}', {
          ...at,
          asset_id: asset.id,
          headers: { accept: 'application/octet-stream' },
          request: { redirect: 'manual', parseSuccessResponseBody: false },
        }),
      ),
    ),
  )
}
