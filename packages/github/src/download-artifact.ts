import type { Artifact } from './artifact.ts'
import { type Downloaded, download } from './download.ts'
import { githubError } from './error.ts'
import type { GitHub } from './github.ts'
import { sourceOf } from './source-of.ts'

/**
 * Downloads an artifact's archive, verified against the digest that GitHub's API names.
 *
 * @throws github/too-large before a byte is sent where the size alone says so
 * @throws github/download-corrupt where the bytes are others, or GitHub names no digest
 */
export async function downloadArtifact(
  github: GitHub,
  artifact: Artifact,
  target: { readonly file: string; readonly maxBytes: number },
): Promise<Downloaded> {
  const what = `artifact "${artifact.name}" of run ${artifact.runId}`
  if (artifact.bytes > target.maxBytes)
    throw githubError(
      'github/too-large',
      `Cannot download ${what}: it has ${artifact.bytes} bytes; expected at most ${target.maxBytes}`,
    )
  if (artifact.digest === null)
    throw githubError(
      'github/download-corrupt',
      `Cannot download ${what}: GitHub names no digest; expected one`,
    )
  const { digest } = artifact
  return download(github, { what, digest, ...target }, () =>
    github.request({ action: `download ${what}`, permission: 'actions: read' }, async (client, at) =>
      sourceOf(
        await client.request('GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}', {
          ...at,
          artifact_id: artifact.id,
          archive_format: 'zip',
          request: { redirect: 'manual', parseSuccessResponseBody: false },
        }),
      ),
    ),
  )
}
