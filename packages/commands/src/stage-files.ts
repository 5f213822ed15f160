import type { StageFiles } from '@slipway/pipeline'
import { transfer } from '@slipway/store'
import type { Context } from './context.ts'
import { fetchInside, isPartHere } from './data-part.ts'
import type { OpenWorkspace } from './open-workspace.ts'

/** The workspace's stored files: saved into this machine's store, restored from it and from the shared one behind it. */
export function stageFiles(open: OpenWorkspace, { progress, signal }: Context): StageFiles {
  const { workspace, local, origins, source } = open
  return {
    matches: (path, output) => workspace.matches(path, output),
    isPart: (path, output) => isPartHere(open, path, output),
    restore: async (path, output) => {
      const task = progress.task(`Restoring ${path}`, output.bytes, 'bytes')
      const inside = await fetchInside(open, path, output, signal)
      if (!inside && origins.length > 0 && !(await local.hasOutput(output)))
        await transfer(output, origins, local, { signal })
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
