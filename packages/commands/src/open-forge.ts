import { Secret, VERSION } from '@slipway/core'
import type { Repository } from '@slipway/git'
import { defaultBranchOf, type GitHub, openGitHub } from '@slipway/github'
import { foldTags, type Registry } from '@slipway/registry'
import type { Context } from './context.ts'
import { commandError } from './error.ts'
import { openAuthenticated } from './open-authenticated.ts'
import { repositoryOf } from './repository-of.ts'

// For verbs that load this file only when they run.
export { defaultBranchOf }

/** The clone at hand and the repository on GitHub that it belongs to. */
export interface Forge {
  readonly github: GitHub
  readonly repository: Repository
  /** `https://github.com`, or another server's address. */
  readonly serverUrl: string
}

/**
 * Opens GitHub for the repository that GITHUB_REPOSITORY or the clone's origin names, with the token of GITHUB_TOKEN or GH_TOKEN.
 * @throws forge/token-missing, forge/repository-unknown
 */
export async function openForge(context: Context): Promise<Forge> {
  const { env } = context
  const token = tokenOf(context)
  const repository = await openAuthenticated(context, token)
  const origin = await repository.originUrl()
  const name = env.GITHUB_REPOSITORY || repositoryOf(origin)
  if (!name) {
    throw commandError(
      'forge/repository-unknown',
      `Cannot tell which repository this is: origin is "${origin ?? 'not set'}"; expected an address that ends in owner/name`,
      { hint: 'Set GITHUB_REPOSITORY=owner/name' },
    )
  }
  const github = openApi(context, name)
  return { github, repository, serverUrl: env.GITHUB_SERVER_URL || 'https://github.com' }
}

/**
 * Opens GitHub's API for a repository, without a clone of it.
 * @param repository `owner/name`
 * @throws forge/token-missing
 */
export function openApi(context: Context, repository: string): GitHub {
  return openGitHub({
    token: tokenOf(context),
    apiUrl: context.env.GITHUB_API_URL || 'https://api.github.com',
    repository,
    userAgent: `slipway/${VERSION}`,
    signal: context.signal,
  })
}

function tokenOf({ env }: Context): Secret {
  const text = env.GITHUB_TOKEN || env.GH_TOKEN
  if (text) return new Secret(text)
  throw commandError('forge/token-missing', 'Cannot ask GitHub: neither GITHUB_TOKEN nor GH_TOKEN is set', {
    hint: 'On your machine: GH_TOKEN=$(gh auth token) slipway …; in a job: the input `github-token`',
  })
}

/** The registry as the tags of origin are now. */
export async function fetchRegistry(repository: Repository): Promise<Registry> {
  // HEAD is there in any case: Git's shallow fetch fails without a word where no ref matches.
  await repository.fetch(['HEAD', '+refs/tags/*:refs/tags/*'], { depth: 1, filter: 'blob:none' })
  return foldTags(await repository.tags())
}
