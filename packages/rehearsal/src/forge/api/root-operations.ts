import { found } from '../http/call.ts'
import type { RootOperations } from '../http/operation.ts'
import { ok } from '../http/reply.ts'
import { presentPublicAccount } from '../present/account.ts'
import type { Account } from '../state/account.ts'
import type { ForgeState } from '../state/forge-state.ts'

/** The addresses of `GET /`, below the API's root. */
const ROOT_URLS: Readonly<Record<string, string>> = {
  current_user_url: '/user',
  current_user_authorizations_html_url: '/settings/connections/applications{/client_id}',
  authorizations_url: '/authorizations',
  code_search_url: '/search/code?q={query}{&page,per_page,sort,order}',
  commit_search_url: '/search/commits?q={query}{&page,per_page,sort,order}',
  emails_url: '/user/emails',
  emojis_url: '/emojis',
  events_url: '/events',
  feeds_url: '/feeds',
  followers_url: '/user/followers',
  following_url: '/user/following{/target}',
  gists_url: '/gists{/gist_id}',
  issue_search_url: '/search/issues?q={query}{&page,per_page,sort,order}',
  issues_url: '/issues',
  keys_url: '/user/keys',
  label_search_url: '/search/labels?q={query}&repository_id={repository_id}{&page,per_page}',
  notifications_url: '/notifications',
  organization_url: '/orgs/{org}',
  organization_repositories_url: '/orgs/{org}/repos{?type,page,per_page,sort}',
  organization_teams_url: '/orgs/{org}/teams',
  public_gists_url: '/gists/public',
  rate_limit_url: '/rate_limit',
  repository_url: '/repos/{owner}/{repo}',
  repository_search_url: '/search/repositories?q={query}{&page,per_page,sort,order}',
  current_user_repositories_url: '/user/repos{?type,page,per_page,sort}',
  starred_url: '/user/starred{/owner}{/repo}',
  starred_gists_url: '/gists/starred',
  user_url: '/users/{user}',
  user_organizations_url: '/user/orgs',
  user_repositories_url: '/users/{user}/repos{?type,page,per_page,sort}',
  user_search_url: '/search/users?q={query}{&page,per_page,sort,order}',
}

function presentOwner(forge: ForgeState, account: Account) {
  const repositories = forge.repositories.filter((repository) => repository.owner.id === account.id)
  return presentPublicAccount(forge.links, account, repositories.length)
}

export const rootOperations: RootOperations = {
  'GET /': {
    handle: ({ forge }) =>
      ok(
        Object.fromEntries(
          Object.entries(ROOT_URLS).map(([name, path]) => [name, `${forge.links.api}${path}`]),
        ),
      ),
  },
  'GET /meta': {
    handle: ({ forge }) =>
      ok({
        verifiable_password_authentication: false,
        domains: { website: [new URL(forge.links.server).host] },
      }),
  },
  'GET /rate_limit': {
    handle: ({ forge }) => {
      const reset = Math.floor(forge.now().getTime() / 1000) + 3600
      const rate = { limit: 5000, remaining: 5000, used: 0, reset }
      return ok({ resources: { core: rate, search: { ...rate, limit: 30, remaining: 30 } }, rate })
    },
  },
  'GET /user': { handle: ({ forge, account }) => ok(presentOwner(forge, account)) },
  'GET /users/{username}': {
    handle: (call) =>
      ok(presentOwner(call.forge, found(call.forge.accounts.get(call.text('username').toLowerCase())))),
  },
}
