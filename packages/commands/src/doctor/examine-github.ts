import { type Project, SlipwayError } from '@slipway/core'
import { defaultBranchOf, type RepositorySettings, repositorySettings } from '@slipway/github'
import type { Context } from '../context.ts'
import { openForge } from '../open-forge.ts'
import { examineBudget } from './examine-budget.ts'
import { type Finding, failed, notChecked, ok, warning } from './finding.ts'
import { judgeMachines } from './judge-machines.ts'

/** Settings of the repository on GitHub that Slipway depends on, as far as the token may see them. */
export async function examineGitHub(context: Context, project: Project): Promise<readonly Finding[]> {
  try {
    const { github } = await openForge(context)
    const settings = await repositorySettings(github, await defaultBranchOf(github))
    return [
      ...checks(settings, project),
      ...environments(settings),
      ...examineBudget(settings.environments, project.budget),
      ...token(settings),
      ...releases(settings),
      ...judgeMachines(settings),
    ]
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error
    if (error.code === 'forge/token-missing' || error.code === 'forge/repository-unknown') {
      return [
        notChecked(
          'github',
          'the settings on GitHub were not looked at',
          `${error.message}. ${error.hint ?? ''}`.trim(),
        ),
      ]
    }
    return [failed('github', error.message, error.hint ?? 'Try again')]
  }
}

const hidden = (what: string): Finding =>
  notChecked(
    'github',
    `${what}: the token may not see it`,
    'Use a token of an administrator: GH_TOKEN=$(gh auth token) slipway doctor',
  )

function checks({ requiredChecks, branch }: RepositorySettings, project: Project): Finding[] {
  if (requiredChecks === null) return [hidden('required checks')]
  return [...project.models.keys()].map((name) => {
    const check = `slipway / ${name}`
    return requiredChecks.includes(check)
      ? ok('github', `"${check}" is required on ${branch}`)
      : warning(
          'github',
          `"${check}" is not required on ${branch}: a worse model can be merged`,
          `Settings → Rules → Rulesets: require the status check "${check}"`,
        )
  })
}

function environments({ environments }: RepositorySettings): Finding[] {
  if (environments === null) return [hidden('environments')]
  return (['production', 'release'] as const).map((name) => {
    const found = environments.find((environment) => environment.name === name)
    if (!found)
      return warning(
        'github',
        `environment "${name}" is not there`,
        `Settings → Environments: make "${name}" with reviewers`,
      )
    return found.reviewers > 0
      ? ok(
          'github',
          `environment "${name}" asks ${found.reviewers} reviewer${found.reviewers === 1 ? '' : 's'}`,
        )
      : warning(
          'github',
          `environment "${name}" asks nobody`,
          name === 'release'
            ? 'A sign-off needs a person: add a required reviewer'
            : 'Add a required reviewer, if a deployment should wait for one',
        )
  })
}

function token({ workflowToken }: RepositorySettings): Finding[] {
  if (workflowToken === null) return [hidden('rights of job tokens')]
  return workflowToken.rights === 'read'
    ? [ok('github', 'job tokens only read where a workflow says nothing')]
    : [
        warning(
          'github',
          'job tokens write where a workflow says nothing',
          'Settings → Actions → General → Workflow permissions: read repository contents',
        ),
      ]
}

function releases({ immutableReleases }: RepositorySettings): Finding[] {
  if (immutableReleases === null) return [hidden('immutable releases')]
  return immutableReleases
    ? [ok('github', 'releases are immutable')]
    : [
        warning(
          'github',
          'a published release can be changed',
          'Settings → Releases: turn on immutable releases; Slipway drafts first, so it fits',
        ),
      ]
}
