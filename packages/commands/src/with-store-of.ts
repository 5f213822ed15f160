import { Repository } from '@slipway/git'
import type { Context } from './context.ts'
import { readRevision } from './project-trees.ts'

/**
 * The context with the store of a revision in place of the work tree's: where a pull request keeps its data and runs is for
 * its base to say. SLIPWAY_STORE goes before, as ever; so does the work tree where the revision has no project file.
 * @throws git/not-a-repository, git/rev-unknown, project/invalid
 */
export async function withStoreOf<C extends Pick<Context, 'cwd' | 'env'>>(
  context: C,
  rev: string | undefined,
): Promise<C> {
  if (rev === undefined || context.env.SLIPWAY_STORE) return context
  const repository = await Repository.open(context.cwd, context.env)
  const store = (await readRevision(repository, rev))?.project.store
  if (store?.remote === undefined) return context
  return { ...context, env: { SLIPWAY_DVC: store.dvc ?? '', ...context.env, SLIPWAY_STORE: store.remote } }
}
