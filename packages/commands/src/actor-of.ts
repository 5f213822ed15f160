import { accountOfToken } from '@slipway/github'
import type { Context } from './context.ts'
import type { Forge } from './open-forge.ts'

/**
 * Who answers for what is written: in a job whoever started it, as the runner says; anywhere else the owner of the token, as
 * GitHub says. What a machine calls its user is no signature.
 */
export async function actorOf({ env }: Pick<Context, 'env'>, { github }: Forge): Promise<string> {
  const started = env.GITHUB_ACTIONS === 'true' ? env.GITHUB_ACTOR : undefined
  return started || accountOfToken(github)
}
