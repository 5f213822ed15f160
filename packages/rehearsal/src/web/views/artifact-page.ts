import type { View } from '../page.ts'
import { htmlFilesOf } from '../parts/artifact-files.ts'

/** Where GitHub downloads an artifact. A report is shown instead; of anything else the run's page says what there is. */
export const artifactPageView: View = async ({ repository, parts }) => {
  const artifact = repository.artifacts.get(Number(parts.id))
  if (!artifact) return undefined
  const [page] = await htmlFilesOf(artifact)
  const path = page === undefined ? `actions/runs/${parts.run}` : `artifacts/${artifact.id}/view/${page}`
  return { kind: 'redirect', location: `/${repository.fullName}/${path}` }
}
