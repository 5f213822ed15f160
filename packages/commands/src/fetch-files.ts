import type { TreeFile } from '@slipway/core'
import { type Transferred, transferBlobs } from '@slipway/store'
import type { OpenWorkspace } from './open-workspace.ts'

/** Copies the content of these files from where they are shared into this machine's, each object once: of a pack only what they need. */
export function fetchFiles(
  files: readonly TreeFile[],
  { local, origins }: OpenWorkspace,
  signal: AbortSignal,
  progress?: (bytes: number) => void,
): Promise<Transferred> {
  return transferBlobs(files, origins, local, { progress, signal })
}
