import { describe, expect, it } from 'vitest'
import { defaultBranchOf, repositorySettings } from './repository-settings.ts'
import { FakeGitHub } from './testing/fake-github.ts'

describe('repositorySettings()', () => {
  it('joins rulesets and branch protection, and reads what else the doctor looks at', async () => {
    await using fake = await FakeGitHub.start()
    const { settings } = fake.state
    settings.set('/rules/branches/main', [
      { type: 'deletion' },
      {
        type: 'required_status_checks',
        parameters: { required_status_checks: [{ context: 'slipway / m' }] },
      },
      { type: 'merge_queue', parameters: {} },
    ])
    settings.set('/branches/main', {
      protection: { required_status_checks: { contexts: ['build', 'slipway / m'] } },
    })
    settings.set('/environments', {
      total_count: 2,
      environments: [
        {
          name: 'prod',
          protection_rules: [
            { type: 'required_reviewers', reviewers: [{}, {}] },
            { type: 'wait_timer', wait_timer: 30 },
            { type: 'branch_policy' },
          ],
          deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
        },
        { name: 'staging', protection_rules: [], deployment_branch_policy: null },
      ],
    })
    settings.set('/actions/permissions/workflow', {
      default_workflow_permissions: 'read',
      can_approve_pull_request_reviews: false,
    })
    settings.set('/immutable-releases', { enabled: true, enforced_by_owner: false })
    settings.set('', { private: false })
    settings.set('/actions/runners', {
      total_count: 2,
      runners: [{ name: 'gpu-1' }, { name: 'gpu-2', ephemeral: true }],
    })
    expect(await repositorySettings(fake.open(), 'main')).toEqual({
      branch: 'main',
      requiredChecks: ['build', 'slipway / m'],
      mergeQueue: true,
      environments: [
        { name: 'prod', reviewers: 2, waitMinutes: 30, refs: 'named' },
        { name: 'staging', reviewers: 0, waitMinutes: 0, refs: 'all' },
      ],
      workflowToken: { rights: 'read', mayApprove: false },
      immutableReleases: true,
      access: { isPublic: true, mayFork: true },
      machines: [
        { name: 'gpu-1', ephemeral: false },
        { name: 'gpu-2', ephemeral: true },
      ],
    })
  })

  it('is null where the token may not look, and never a guess', async () => {
    await using fake = await FakeGitHub.start()
    for (const path of [
      '/rules/branches/main',
      '/environments',
      '/actions/permissions/workflow',
      '/immutable-releases',
      '/actions/runners',
      '',
    ])
      fake.state.settings.set(path, 403)
    expect(await repositorySettings(fake.open(), 'main')).toEqual({
      branch: 'main',
      requiredChecks: null,
      mergeQueue: null,
      environments: null,
      workflowToken: null,
      immutableReleases: null,
      access: null,
      machines: null,
    })
    fake.state.settings.set('/branches/main', { protection: {} })
    expect(await repositorySettings(fake.open(), 'main')).toMatchObject({ requiredChecks: [] })
  })

  it('fails where the service fails', async () => {
    await using fake = await FakeGitHub.start()
    fake.fail({ method: 'GET', path: /^\/environments/, status: 502, times: 99 })
    await expect(repositorySettings(fake.open(), 'main')).rejects.toMatchObject({
      code: 'github/unavailable',
    })
  })
})

describe('defaultBranchOf()', () => {
  it('is what GitHub says', async () => {
    await using fake = await FakeGitHub.start()
    fake.state.settings.set('', { default_branch: 'trunk' })
    expect(await defaultBranchOf(fake.open())).toBe('trunk')
  })
})
