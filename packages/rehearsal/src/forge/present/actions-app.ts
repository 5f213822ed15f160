import type { Links } from '../state/links.ts'

/** The App behind every `GITHUB_TOKEN`; its ids are GitHub's own. */
export function presentActionsApp(links: Links) {
  return {
    id: 15368,
    client_id: 'Iv1.05c79e9ad1f6bdfa',
    slug: 'github-actions',
    node_id: 'MDM6QXBwMTUzNjg=',
    owner: {
      login: 'github',
      id: 9919,
      node_id: 'MDEyOk9yZ2FuaXphdGlvbjk5MTk=',
      avatar_url: `${links.server}/_static/avatars/9919.svg`,
      gravatar_id: '',
      url: `${links.api}/users/github`,
      html_url: `${links.server}/github`,
      followers_url: `${links.api}/users/github/followers`,
      following_url: `${links.api}/users/github/following{/other_user}`,
      gists_url: `${links.api}/users/github/gists{/gist_id}`,
      starred_url: `${links.api}/users/github/starred{/owner}{/repo}`,
      subscriptions_url: `${links.api}/users/github/subscriptions`,
      organizations_url: `${links.api}/users/github/orgs`,
      repos_url: `${links.api}/users/github/repos`,
      events_url: `${links.api}/users/github/events{/privacy}`,
      received_events_url: `${links.api}/users/github/received_events`,
      type: 'Organization',
      site_admin: false,
    },
    name: 'GitHub Actions',
    description: 'Automate your workflow from idea to production',
    external_url: 'https://help.github.com/en/actions',
    html_url: `${links.server}/apps/github-actions`,
    created_at: '2018-07-30T09:30:17Z',
    updated_at: '2024-04-10T20:33:16Z',
    permissions: { actions: 'write', checks: 'write', contents: 'write', metadata: 'read' },
    events: ['check_run', 'workflow_dispatch', 'workflow_run'],
  }
}
