import type { Artifact } from '../state/artifact.ts'
import type { ForgeState } from '../state/forge-state.ts'

/** File name of an artifact; one that is no archive is called as it was uploaded. */
export function artifactFileName(artifact: Artifact): string {
  return artifact.mime === 'application/zip' ? `${artifact.name}.zip` : artifact.name
}

/** An address that gives an artifact's bytes to whoever has it. */
export function artifactAddress(forge: ForgeState, artifact: Artifact): string {
  return forge.signer.sign({ kind: 'blob', id: String(artifact.id), verb: 'r' }, artifactFileName(artifact))
}
