import type { Forge } from './forge.ts'

/** How Git, gh, Octokit and another runner reach the stand-in. */
export interface Access {
  /** Variables for a shell. */
  readonly env: Readonly<Record<string, string>>
  /** Command lines to try, each with what it shows. */
  readonly examples: readonly { readonly about: string; readonly command: string }[]
}

/**
 * Describes how to reach a stand-in, as a person with this token.
 * @param repository "owner/name" for the examples
 */
export function describeAccess(forge: Forge, token: string, repository: string): Access {
  const { api, server, local, graphql } = forge.links
  return {
    env: {
      GITHUB_SERVER_URL: server,
      GITHUB_API_URL: api,
      GITHUB_GRAPHQL_URL: graphql,
      GITHUB_TOKEN: token,
      GH_TOKEN: token,
      GH_CONFIG_DIR: forge.ghConfigDirectory,
    },
    examples: [
      { about: 'the page', command: `${server}/${repository}` },
      {
        about: 'Git',
        command: `git clone http://x-access-token:${token}@${new URL(local).host}/${repository}.git`,
      },
      { about: 'gh, through its Unix socket', command: `gh api repos/${repository}/pulls` },
      { about: 'curl', command: `curl -H "Authorization: Bearer ${token}" ${api}/repos/${repository}` },
      { about: 'Octokit', command: `new Octokit({ auth: process.env.GITHUB_TOKEN, baseUrl: '${api}' })` },
    ],
  }
}
