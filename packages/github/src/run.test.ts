import { digestOf } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { findArtifact } from './artifact.ts'
import { runOf, runsForHead } from './run.ts'
import { FakeGitHub } from './testing/fake-github.ts'

const head = 'd'.repeat(40)
const WORKFLOW = '.github/workflows/slipway.yml'

function addRun(fake: FakeGitHub, id: number, change: Record<string, unknown> = {}): void {
  fake.state.runs.push({
    id,
    run_attempt: 2,
    repository: { full_name: 'ada/flights' },
    head_repository: { full_name: 'bob/flights' },
    head_sha: head,
    head_branch: 'boost',
    event: 'pull_request',
    status: 'completed',
    conclusion: 'success',
    path: WORKFLOW,
    created_at: '2026-03-01T09:00:00Z',
    run_started_at: '2026-03-01T10:00:00Z',
    html_url: 'http://x',
    ...change,
  })
}

function addArtifact(fake: FakeGitHub, id: number, change: Record<string, unknown> = {}): void {
  fake.state.artifacts.push({
    id,
    name: 'slipway',
    size_in_bytes: 1000,
    digest: digestOf('archive'),
    expired: false,
    created_at: '2026-03-01T10:05:00Z',
    workflow_run: { id: 1 },
    ...change,
  })
}

describe('runOf()', () => {
  it('is the run in its latest attempt', async () => {
    await using fake = await FakeGitHub.start()
    addRun(fake, 1)
    expect(await runOf(fake.open(), 1)).toEqual({
      id: 1,
      attempt: 2,
      repository: 'ada/flights',
      headRepository: 'bob/flights',
      headSha: head,
      headBranch: 'boost',
      event: 'pull_request',
      trains: null,
      status: 'completed',
      conclusion: 'success',
      workflowPath: WORKFLOW,
      startedAt: '2026-03-01T10:00:00Z',
      url: 'http://x',
    })
    addRun(fake, 2, { head_repository: null, path: `${WORKFLOW}@refs/heads/main` })
    expect(await runOf(fake.open(), 2)).toMatchObject({ headRepository: null, workflowPath: WORKFLOW })
    await expect(runOf(fake.open(), 3)).rejects.toMatchObject({ code: 'github/not-found' })
  })
})

describe('trainingRuns()', () => {
  it('knows the commit that a maintainer had trained from the title of the run, and believes no other workflow', async () => {
    await using fake = await FakeGitHub.start()
    const training = {
      event: 'workflow_dispatch',
      path: '.github/workflows/slipway-train.yml',
      display_title: `Train #7 at ${'f'.repeat(40)}`,
    }
    addRun(fake, 1, training)
    expect(await runOf(fake.open(), 1)).toMatchObject({ trains: 7, headSha: 'f'.repeat(40) })
    for (const change of [{ path: WORKFLOW }, { event: 'pull_request' }, { display_title: 'Train #7' }]) {
      addRun(fake, 2, { ...training, ...change })
      expect(await runOf(fake.open(), 2)).toMatchObject({ trains: null, headSha: head })
    }
  })
})

describe('runsForHead()', () => {
  it('lists the runs of exactly this workflow for exactly this head, newest first, over all pages', async () => {
    await using fake = await FakeGitHub.start()
    for (let id = 1; id <= 120; id++) addRun(fake, id)
    addRun(fake, 200, { head_sha: 'e'.repeat(40) })
    addRun(fake, 201, { path: 'elsewhere/slipway.yml' })
    addRun(fake, 202, { path: '.github/workflows/other.yml' })
    const ids = (await runsForHead(fake.open(), head, WORKFLOW)).map(({ id }) => id)
    expect(ids).toEqual(Array.from({ length: 120 }, (_, index) => 120 - index))
  })
})

describe('findArtifact()', () => {
  it('finds the one of this name in the latest attempt', async () => {
    await using fake = await FakeGitHub.start()
    addRun(fake, 1)
    addArtifact(fake, 7)
    addArtifact(fake, 8, { name: 'logs' })
    addArtifact(fake, 9, { workflow_run: { id: 2 } })
    // Of an earlier attempt, and expired.
    addArtifact(fake, 5, { created_at: '2026-03-01T09:05:00Z' })
    addArtifact(fake, 10, { expired: true })
    const run = await runOf(fake.open(), 1)
    expect(await findArtifact(fake.open(), run, 'slipway')).toEqual({
      artifact: {
        id: 7,
        name: 'slipway',
        runId: 1,
        bytes: 1000,
        digest: digestOf('archive'),
        createdAt: '2026-03-01T10:05:00Z',
      },
      sameName: 1,
    })
    expect(await findArtifact(fake.open(), run, 'none')).toBeUndefined()
  })

  it('says how many there are of the name, and where GitHub names no digest', async () => {
    await using fake = await FakeGitHub.start()
    addRun(fake, 1)
    addArtifact(fake, 7)
    addArtifact(fake, 8, { digest: null })
    const run = await runOf(fake.open(), 1)
    expect(await findArtifact(fake.open(), run, 'slipway')).toMatchObject({
      artifact: { id: 8, digest: null },
      sameName: 2,
    })
  })
})
