import { SlipwayError } from '@slipway/core'
import type { At, Client, GitHub } from './github.ts'
import type { Permission } from './permission.ts'

export interface EnvironmentSettings {
  readonly name: string
  readonly reviewers: number
  readonly waitMinutes: number
  /** Which refs may deploy: any, protected branches, or named ones. */
  readonly refs: 'all' | 'protected' | 'named'
}

/** Settings that the doctor looks at; null where the token may not look. */
export interface RepositorySettings {
  readonly branch: string
  /** Names of the checks without which nothing is merged, from rulesets and branch protection. */
  readonly requiredChecks: readonly string[] | null
  readonly mergeQueue: boolean | null
  readonly environments: readonly EnvironmentSettings[] | null
  /** What a job's token may do where the workflow says nothing, and whether it may approve pull requests. */
  readonly workflowToken: { readonly rights: 'read' | 'write'; readonly mayApprove: boolean } | null
  readonly immutableReleases: boolean | null
  /** Who can send code in: anybody, where it is public or may be forked. */
  readonly access: { readonly isPublic: boolean; readonly mayFork: boolean } | null
  /** Self-hosted machines of the repository; those of the organisation are hidden from it. */
  readonly machines: readonly { readonly name: string; readonly ephemeral: boolean }[] | null
}

/** The default branch's name. */
export async function defaultBranchOf(github: GitHub): Promise<string> {
  return github.request(
    { action: 'read the repository', permission: 'contents: read' },
    async ({ rest }, at) => {
      return (await rest.repos.get({ ...at })).data.default_branch
    },
  )
}

/** Reads what GitHub shows of the settings that Slipway depends on. */
export async function repositorySettings(github: GitHub, branch: string): Promise<RepositorySettings> {
  const [rules, classic, environments, workflowToken, immutableReleases, access, machines] =
    await Promise.all([
      readRules(github, branch),
      readClassicChecks(github, branch),
      readEnvironments(github),
      readWorkflowToken(github),
      readImmutableReleases(github),
      readAccess(github),
      readMachines(github),
    ])
  const known = [rules?.checks, classic].filter((checks) => checks !== null && checks !== undefined)
  return {
    branch,
    requiredChecks: known.length === 0 ? null : [...new Set(known.flat())].sort(),
    mergeQueue: rules?.mergeQueue ?? null,
    environments,
    workflowToken,
    immutableReleases,
    access,
    machines,
  }
}

async function readRules(github: GitHub, branch: string) {
  return visible(github, 'contents: read', 'the rules', async ({ rest, paginate }, at) => {
    const rules = await paginate(rest.repos.getBranchRules, { ...at, branch, per_page: 100 })
    return {
      mergeQueue: rules.some(({ type }) => type === 'merge_queue'),
      checks: rules.flatMap((rule) =>
        rule.type === 'required_status_checks'
          ? (rule.parameters?.required_status_checks ?? []).map(({ context }) => context)
          : [],
      ),
    }
  })
}

async function readClassicChecks(github: GitHub, branch: string): Promise<readonly string[] | null> {
  return visible(github, 'contents: read', `branch "${branch}"`, async ({ rest }, at) => {
    const { data } = await rest.repos.getBranch({ ...at, branch })
    return data.protection?.required_status_checks?.contexts ?? []
  })
}

async function readEnvironments(github: GitHub): Promise<readonly EnvironmentSettings[] | null> {
  return visible(github, 'actions: read', 'the environments', async ({ rest }, at) => {
    const { data } = await rest.repos.getAllEnvironments({ ...at, per_page: 100 })
    return (data.environments ?? []).map(
      ({ name, protection_rules = [], deployment_branch_policy: policy }) => ({
        name,
        reviewers: sum(
          protection_rules.map((rule) => ('reviewers' in rule ? (rule.reviewers?.length ?? 0) : 0)),
        ),
        waitMinutes: sum(protection_rules.map((rule) => ('wait_timer' in rule ? (rule.wait_timer ?? 0) : 0))),
        refs: !policy ? 'all' : policy.protected_branches ? 'protected' : 'named',
      }),
    )
  })
}

async function readWorkflowToken(github: GitHub): Promise<RepositorySettings['workflowToken']> {
  return visible(github, 'administration: read', 'the rights of job tokens', async ({ rest }, at) => {
    const { data } = await rest.actions.getGithubActionsDefaultWorkflowPermissionsRepository({ ...at })
    return {
      rights: data.default_workflow_permissions,
      mayApprove: data.can_approve_pull_request_reviews,
    }
  })
}

async function readImmutableReleases(github: GitHub): Promise<boolean | null> {
  return visible(github, 'administration: read', 'the setting of releases', async (client, at) => {
    const { data } = await client.request('GET /repos/{owner}/{repo}/immutable-releases', { ...at })
    return data.enabled
  })
}

async function readAccess(github: GitHub): Promise<RepositorySettings['access']> {
  return visible(github, 'contents: read', 'who may see the repository', async ({ rest }, at) => {
    const { data } = await rest.repos.get({ ...at })
    return { isPublic: !data.private, mayFork: data.allow_forking ?? true }
  })
}

async function readMachines(github: GitHub): Promise<RepositorySettings['machines']> {
  return visible(
    github,
    'administration: read',
    'the self-hosted machines',
    async ({ rest, paginate }, at) => {
      const machines = await paginate(rest.actions.listSelfHostedRunnersForRepo, { ...at, per_page: 100 })
      return machines.map(({ name, ephemeral }) => ({ name, ephemeral: ephemeral ?? false }))
    },
  )
}

/** Null where GitHub hides it: it answers 403 or 404 to a token that may not look. */
async function visible<T>(
  github: GitHub,
  permission: Permission,
  what: string,
  send: (client: Client, at: At) => Promise<T>,
): Promise<T | null> {
  try {
    return await github.request({ action: `read ${what}`, permission }, send)
  } catch (error) {
    if (error instanceof SlipwayError && HIDDEN.includes(error.code)) return null
    throw error
  }
}

const HIDDEN: readonly string[] = ['github/forbidden', 'github/not-found']

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
