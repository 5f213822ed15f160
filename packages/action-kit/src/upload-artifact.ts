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
  retentionDays?: number,
): Promise<UploadedArtifact> {
  const { DefaultArtifactClient } = await import('@actions/artifact')
  const client = new DefaultArtifactClient()
  const { id, digest } = await client.uploadArtifact(
    name,
    [...files],
    folder,
    retentionDays === undefined ? {} : { retentionDays },
  )
  return { id: id ?? 0, digest: digest ?? '' }
}
