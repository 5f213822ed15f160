import { Repository } from '@slipway/git'
import { foldTags, type Registry } from '@slipway/registry'
import type { Context } from './context.ts'

/** The registry as the tags of this clone say it; nothing is fetched. */
export async function readRegistry(context: Pick<Context, 'cwd' | 'env'>): Promise<Registry> {
  const repository = await Repository.open(context.cwd, context.env)
  return foldTags(await repository.tags())
}
