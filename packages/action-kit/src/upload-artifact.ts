import { basename, dirname } from 'node:path'

export interface UploadedArtifact {
  readonly id: number
  /** SHA-256 of the archive, as GitHub's API will report it. */
  readonly digest: string
}

/** Uploads files as one artifact of this run. */
export async function uploadArtifact(
  name: string,
  folder: string,
  files: readonly string[],
): Promise<UploadedArtifact> {
  const { DefaultArtifactClient } = await import('@actions/artifact')
  const { id, digest } = await new DefaultArtifactClient().uploadArtifact(name, [...files], folder)
  return { id: id ?? 0, digest: digest ?? '' }
}

/** Uploads one file as it is, under its own name: a browser opens it where an archive would have to be unpacked. */
export async function uploadFile(file: string): Promise<UploadedArtifact> {
  const { DefaultArtifactClient } = await import('@actions/artifact')
  const { id, digest } = await new DefaultArtifactClient().uploadArtifact(
    basename(file),
    [file],
    dirname(file),
    { skipArchive: true },
  )
  return { id: id ?? 0, digest: digest ?? '' }
}
