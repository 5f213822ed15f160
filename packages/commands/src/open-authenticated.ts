import type { Secret } from '@slipway/core'
import { Repository } from '@slipway/git'
import type { Context } from './context.ts'

/**
 * Opens the repository so that its fetches carry a token. The token travels in this process's children's environment only:
 * nothing is written to the clone's configuration.
 */
export async function openAuthenticated(
  context: Pick<Context, 'cwd' | 'env'>,
  token: Secret,
): Promise<Repository> {
  const plain = await Repository.open(context.cwd, context.env)
  const origin = await plain.originUrl()
  if (origin === undefined || !/^https?:\/\//.test(origin)) return plain
  const basic = Buffer.from(`x-access-token:${token.reveal()}`).toString('base64')
  return Repository.open(context.cwd, {
    ...context.env,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${new URL(origin).origin}/.extraheader`,
    GIT_CONFIG_VALUE_0: `AUTHORIZATION: basic ${basic}`,
  })
}
