import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CheckpointRule } from '@slipway/core'
import { pipelineError } from './error.ts'

/**
 * Takes a folder for the checkpoints of a stage. It is emptied before each start, so what lies there must be ours: the first
 * time in a workspace the folder has to be empty.
 * @throws pipeline/checkpoints-foreign
 */
export function claimCheckpointFolder(stage: string, { path }: CheckpointRule, root: string): void {
  const claim = join(root, '.slipway/state', `${stage}.checkpoints`)
  if (readClaim(claim) === path) return
  const [stranger] = namesIn(join(root, path))
  if (stranger !== undefined) {
    throw pipelineError(
      'pipeline/checkpoints-foreign',
      `Cannot run stage "${stage}": its folder of checkpoints "${path}" holds "${stranger}", which no run in this workspace wrote; expected an empty folder`,
      {
        hint: 'Move what you need elsewhere, and remove the rest: the folder is emptied before each start',
      },
    )
  }
  mkdirSync(join(root, '.slipway/state'), { recursive: true })
  writeFileSync(claim, path)
}

function readClaim(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
