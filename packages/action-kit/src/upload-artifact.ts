import { basename, dirname } from 'node:path'
import { actionError } from './error.ts'

export interface UploadedArtifact {
  readonly id: number
  /** SHA-256 of the archive, as GitHub's API will report it. */
  readonly digest: string
}

/** Uploads files as one artifact of this run. @throws action/artifact-refused */
export function uploadArtifact(
  name: string,
  folder: string,
  files: readonly string[],
): Promise<UploadedArtifact> {
  return upload(name, files, folder, {})
}

/**
 * Uploads one file as it is, under its own name: a browser opens it where an archive would have to be unpacked.
 * @throws action/artifact-refused
 */
export function uploadFile(file: string): Promise<UploadedArtifact> {
  return upload(basename(file), [file], dirname(file), { skipArchive: true })
}

async function upload(
  name: string,
  files: readonly string[],
  folder: string,
  options: { readonly skipArchive?: boolean },
): Promise<UploadedArtifact> {
  const { DefaultArtifactClient } = await import('@actions/artifact')
  try {
    const client = new DefaultArtifactClient()
    const { id, digest } = await client.uploadArtifact(name, [...files], folder, options)
    if (id !== undefined && digest !== undefined) return { id, digest }
  } catch (cause) {
    // The client throws plain errors, after retries of its own.
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw actionError('action/artifact-refused', `Cannot upload artifact "${name}": ${reason}`, {
      hint: 'An attempt of a run takes a name once; else run the job again',
      cause,
    })
  }
  throw actionError('action/artifact-refused', `Cannot upload artifact "${name}": the service named no id`)
}
