import { type Finding, failed, ok, warning } from './finding.ts'
import type { Right } from './try-rights.ts'

/** Whose job this is: GitHub says so in the environment. */
export type Role = 'pull request' | 'default branch' | 'person'

/** @param defaultBranch name of it */
export function roleOf(env: Readonly<Record<string, string | undefined>>, defaultBranch: string): Role {
  if (env.GITHUB_ACTIONS !== 'true') return 'person'
  const isPull = env.GITHUB_EVENT_NAME === 'pull_request'
  return !isPull && env.GITHUB_REF === `refs/heads/${defaultBranch}` ? 'default branch' : 'pull request'
}

const PAGE = 'docs/guides/remotes.md'

/** Compares what a credential may do with what its role should. Pure. */
export function judgeRights(rights: readonly Right[], role: Role): readonly Finding[] {
  if (role === 'person') return personal(rights)
  const should = (right: Right) => (role === 'pull request' ? right.pullRequest : right.defaultBranch)
  const whose = `a job of ${role === 'pull request' ? 'a pull request' : 'the default branch'}`
  const findings = rights
    .filter((right) => should(right) !== null && should(right) !== right.may)
    .map(({ what, may }) =>
      may
        ? failed(
            'store',
            `${whose} may ${what}`,
            `What a pull request runs could do it too: give its jobs a role of their own: ${PAGE}`,
          )
        : failed('store', `${whose} may not ${what}`, `Give its role the right to: ${PAGE}`),
    )
  return findings.length > 0 ? findings : [ok('store', `${whose} may do what it should, and nothing else`)]
}

/** One person may well do everything; what counts is that the jobs of pull requests do not have the same credential. */
function personal(rights: readonly Right[]): readonly Finding[] {
  if (!rights.every(({ may, defaultBranch }) => may || defaultBranch !== true)) return []
  return [
    warning(
      'store',
      'this credential writes both what pull requests write and what the default branch writes',
      `Fine for one person. In CI give pull requests another user, role or store, and run \`slipway doctor\` in a job of each: ${PAGE}`,
    ),
  ]
}
