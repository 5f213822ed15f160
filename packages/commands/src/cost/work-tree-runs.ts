import type { RunRecord } from '@slipway/core'
import type { Context } from '../context.ts'
import { planWorkspace } from '../plan-workspace.ts'

/** The runs that are known of the work tree as it is, in the order of its stages. */
export async function runsOfWorkTree(context: Context): Promise<readonly RunRecord[]> {
  const { plan } = await planWorkspace(context)
  return plan.stages.flatMap(({ run }) => (run ? [run.record] : []))
}
