import type { StageFiles } from '@slipway/pipeline'
import { transfer } from '@slipway/store'
import type { Context } from './context.ts'
import type { OpenWorkspace } from './open-workspace.ts'

/** The workspace's stored files: saved into this machine's store, restored from it and from the shared one behind it. */
export function stageFiles(
  { workspace, local, remote, source }: OpenWorkspace,
  { progress, signal }: Context,
): StageFiles {
  return {
    matches: (path, output) => workspace.matches(path, output),
    restore: async (path, output) => {
      const task = progress.task(`Restoring ${path}`, output.bytes, 'bytes')
      if (remote && !(await local.hasOutput(output)))
        await transfer(output, [remote], local, undefined, signal)
      await workspace.restore(path, output, source, (bytes) => task.advance(bytes))
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
