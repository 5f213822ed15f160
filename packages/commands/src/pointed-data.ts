import type { Digest } from '@slipway/core'
import type { Context } from './context.ts'
import { findPointer } from './data-target.ts'
import { openWorkspace } from './open-workspace.ts'

/** What the pointers of the project's data name, by target; a target without a pointer is passed over. */
export async function pointedData(
  context: Context,
): Promise<{ readonly root: string; readonly oids: Readonly<Record<string, Digest>> }> {
  const { repository, project } = await openWorkspace(context)
  const { root } = repository
  const oids = project.data.flatMap((target) => {
    const pointer = findPointer(root, target)
    return pointer ? [[target, pointer.oid] as const] : []
  })
  return { root, oids: Object.fromEntries(oids) }
}
