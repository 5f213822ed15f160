import type { Account } from '../state/account.ts'
import type { Links } from '../state/links.ts'
import { nodeId } from './node-id.ts'

/** `simple-user` */
export function presentAccount(links: Links, account: Account) {
  const api = `${links.api}/users/${encodeURIComponent(account.login)}`
  const page = account.type === 'Bot' ? 'apps/github-actions' : account.login
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId('U', account.id),
    avatar_url: `${links.server}/_static/avatars/${account.id}.svg`,
    gravatar_id: '',
    url: api,
    html_url: `${links.server}/${page}`,
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    organizations_url: `${api}/orgs`,
    repos_url: `${api}/repos`,
    events_url: `${api}/events{/privacy}`,
    received_events_url: `${api}/received_events`,
    type: account.type,
    site_admin: false,
  }
}

/** `public-user` */
export function presentPublicAccount(links: Links, account: Account, repositories: number) {
  return {
    ...presentAccount(links, account),
    name: account.name,
    company: null,
    blog: '',
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: repositories,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: account.createdAt,
    updated_at: account.createdAt,
  }
}
