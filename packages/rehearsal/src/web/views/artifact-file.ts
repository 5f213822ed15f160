import { contentTypeOf } from '../content-type.ts'
import type { View } from '../page.ts'
import { readArtifactFile } from '../parts/artifact-files.ts'

/** What a file out of an artifact may do in a browser: show itself, with its own styles and pictures, and nothing else. */
const POLICY =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'"

/** One file of an artifact, shown as what it is. */
export const artifactFileView: View = async ({ repository, parts }) => {
  const artifact = repository.artifacts.get(Number(parts.id))
  const path = parts.path ?? ''
  const bytes = artifact && (await readArtifactFile(artifact, path))
  return bytes && { kind: 'bytes', contentType: contentTypeOf(path), bytes, policy: POLICY }
}
