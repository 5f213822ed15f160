import type { Output } from '@slipway/core'
import type { StageFiles } from '@slipway/pipeline'
import { isLacking, type Store, transfer } from '@slipway/store'
import type { Context } from './context.ts'
import { fetchInside, isPartHere } from './data-part.ts'
import type { OpenWorkspace } from './open-workspace.ts'
import { servedBy, type TierAmount } from './served-by.ts'

/**
 * The workspace's stored files: saved into this machine's store, restored from it and from the shared one behind it.
 * @param told which places had what is restored
 */
export function stageFiles(
  open: OpenWorkspace,
  { progress, signal }: Context,
  told: (amounts: readonly TierAmount[]) => void,
): StageFiles {
  const { workspace, local, origins, source } = open
  return {
    matches: (path, output) => workspace.matches(path, output),
    isPart: (path, output) => isPartHere(open, path, output),
    restore: async (path, output) => {
      const task = progress.task(`Restoring ${path}`, output.bytes, 'bytes')
      const inside = await fetchInside(open, path, output, signal)
      // Nobody is asked for what is here.
      const from = inside || (await isWhole(local, output)) ? [] : origins
      if (inside || origins.length > 0)
        told(servedBy(open, inside ?? (await transfer(output, from, local, { signal }))))
      await workspace.restore(path, output, source, (bytes) => task.advance(bytes))
      if (open.project.data.includes(path)) workspace.removePart(path)
      task.done()
    },
    save: async (path) => {
      const task = progress.task(`Saving ${path}`, undefined, 'bytes')
      const { output } = await workspace.save(path, local, (bytes) => task.advance(bytes))
      task.done()
      return output
    },
  }
}

/** Whether a store has all of an output; one whose tree is damaged has not. */
async function isWhole(store: Store, output: Output): Promise<boolean> {
  try {
    return await store.hasOutput(output)
  } catch (error) {
    if (isLacking(error)) return false
    throw error
  }
}
