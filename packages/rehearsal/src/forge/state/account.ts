/** Somebody who acts: a person, or the bot behind a job's token. */
export interface Account {
  readonly id: number
  readonly login: string
  readonly type: 'User' | 'Bot'
  readonly name: string
  /** Address in commits that are made on the page or through the API. */
  readonly email: string
  readonly createdAt: string
}

/** Who acts with a `GITHUB_TOKEN`; id and address are GitHub's own. */
export const ACTIONS_BOT: Account = {
  id: 41898282,
  login: 'github-actions[bot]',
  type: 'Bot',
  name: 'github-actions[bot]',
  email: '41898282+github-actions[bot]@users.noreply.github.com',
  createdAt: '2018-07-30T09:30:17Z',
}

/** Committer of what is merged on the page. */
export const WEB_FLOW = { name: 'GitHub', email: 'noreply@github.com' }

/** GitHub's rule for logins; what looks like a path of the stand-in itself is taken. */
export function loginProblem(login: string): string | undefined {
  if (!/^[a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38}$/i.test(login))
    return 'expected up to 39 letters, digits and single hyphens'
  if (['api', 'twirp'].includes(login.toLowerCase())) return 'the name is reserved'
  return undefined
}
