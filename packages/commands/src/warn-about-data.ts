import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Context } from './context.ts'
import { isPartHere } from './data-part.ts'
import type { PlannedWorkspace } from './plan-workspace.ts'

/**
 * Warns about versioned data in the workspace that is not what its pointer says: keys go by the pointer, so a plan does not
 * see the change.
 */
export async function warnAboutData(
  { open, plan }: PlannedWorkspace,
  { progress }: Pick<Context, 'progress'>,
): Promise<void> {
  const inputs = plan.stages.flatMap((stage) => stage.inputs.filter(({ from }) => from === 'data'))
  const data = new Map(inputs.map(({ path, output }) => [path, output]))
  for (const [path, output] of data) {
    if (!existsSync(join(open.repository.root, path)) || (await open.workspace.matches(path, output)))
      continue
    if (await isPartHere(open, path, output)) continue
    progress.warn(
      `${path} differs from its pointer, and the plan goes by the pointer: keep the change with \`slipway data add\`, or drop it with \`slipway data pull\``,
    )
  }
}
