import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readJobContext } from './job-context.ts'

const SHA = 'a'.repeat(40)

/** A job's variables, with this event. */
function job(event: unknown, changes: Record<string, string | undefined> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-event-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'event.json')
  writeFileSync(file, typeof event === 'string' ? event : JSON.stringify(event))
  return {
    GITHUB_ACTOR: 'lin',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_EVENT_PATH: file,
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REF_NAME: 'main',
    GITHUB_REPOSITORY: 'acme/model',
    GITHUB_REPOSITORY_ID: '7',
    GITHUB_RUN_ATTEMPT: '2',
    GITHUB_RUN_ID: '8180',
    GITHUB_SHA: SHA,
    GITHUB_WORKSPACE: folder,
    RUNNER_TEMP: folder,
    ...changes,
  }
}

const pullFrom = (repository: string | null) => ({
  pull_request: {
    number: 12,
    head: { sha: 'b'.repeat(40), repo: repository && { full_name: repository } },
    base: { sha: 'c'.repeat(40) },
  },
})

describe('readJobContext()', () => {
  it('reads a push to the default branch, which writes into main', () => {
    const before = 'd'.repeat(40)
    expect(readJobContext(job({ repository: { default_branch: 'main' }, before }))).toMatchObject({
      repository: 'acme/model',
      repositoryId: 7,
      serverUrl: 'https://github.com',
      event: 'push',
      sha: SHA,
      actor: 'lin',
      runId: 8180,
      runAttempt: 2,
      pullRequest: undefined,
      before,
      domain: 'main',
    })
    const first = readJobContext(job({ before: '0'.repeat(40) }))
    expect(first.before).toBeUndefined()
    const other = job({ repository: { default_branch: 'trunk' } })
    expect(readJobContext(other)).toMatchObject({ defaultBranch: 'trunk', domain: 'dev' })
  })

  it('trusts a pull request of this repository, and none of a fork or of a repository that is gone', () => {
    const trust = (repository: string | null) =>
      readJobContext(job(pullFrom(repository))).pullRequest?.trusted
    expect([trust('acme/model'), trust('mo/model'), trust(null)]).toEqual([true, false, false])
    expect(readJobContext(job(pullFrom('acme/model'))).domain).toBe('pr-12')
  })

  it('knows the run that caused this one', () => {
    expect(readJobContext(job({ workflow_run: { id: 31 } })).causedByRun).toBe(31)
  })

  it('knows whose machine it is on, and where the code of the event comes from', () => {
    const read = (event: unknown, machine: string) =>
      readJobContext(job(event, { RUNNER_ENVIRONMENT: machine }))
    expect(read({}, 'github-hosted')).toMatchObject({ selfHosted: false, headRepository: undefined })
    expect(read(pullFrom('mo/model'), 'self-hosted')).toMatchObject({
      selfHosted: true,
      headRepository: 'mo/model',
    })
    const caused = (head: unknown) => read({ workflow_run: { id: 1, head_repository: head } }, 'self-hosted')
    expect(caused({ full_name: 'mo/model' }).headRepository).toBe('mo/model')
    expect(caused(null).headRepository).toBeNull()
  })

  it('takes the commit that a maintainer had trained for its pull request, from the file of the default branch alone', () => {
    const inputs = { pull: '12', commit: 'b'.repeat(40), merge: 'c'.repeat(40) }
    const asked = (changes: object, ref = 'refs/heads/main') =>
      readJobContext(
        job(
          { inputs: { ...inputs, ...changes } },
          {
            GITHUB_EVENT_NAME: 'workflow_dispatch',
            GITHUB_WORKFLOW_REF: `acme/model/.github/workflows/slipway-train.yml@${ref}`,
          },
        ),
      )
    expect(asked({})).toMatchObject({
      training: { pullRequest: 12, commit: inputs.commit, merge: inputs.merge },
      pullRequest: { number: 12, headSha: inputs.commit, trusted: true },
      domain: 'pr-12',
    })
    expect(asked({}, 'refs/heads/other')).toMatchObject({ training: undefined, pullRequest: undefined })
    for (const wrong of [{ pull: 'x' }, { commit: 'b'.repeat(7) }, { merge: undefined }])
      expect(() => asked(wrong)).toThrow(expect.objectContaining({ code: 'action/event-unfit' }))
  })

  it('refuses to guess: a variable that is missing, an event that cannot be read', () => {
    for (const name of ['GITHUB_SHA', 'GITHUB_REF', 'GITHUB_RUN_ID', 'GITHUB_EVENT_PATH', 'RUNNER_TEMP'])
      expect(() => readJobContext(job({}, { [name]: undefined }))).toThrow(
        expect.objectContaining({
          code: 'action/environment-missing',
          message: expect.stringContaining(name),
        }),
      )
    const unfit = expect.objectContaining({ code: 'action/event-unfit' })
    expect(() => readJobContext(job('{"pull_request":'))).toThrow(unfit)
    expect(() => readJobContext(job({}, { GITHUB_EVENT_PATH: '/nowhere/event.json' }))).toThrow(unfit)
  })
})
