import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestForge, type TestForge } from '../testing/test-forge.ts'
import { lastEvent, refusal } from '../testing/test-run.ts'

const REPOSITORY = { owner: 'ada', repo: 'models' }
const PULL = { ...REPOSITORY, pull_number: 1 }
let test: TestForge

beforeEach(async () => {
  test = await startTestForge()
})
afterEach(async () => {
  expect(test.forge.violations).toEqual([])
  await test.close()
})

const state = async () => (await test.ada.rest.pulls.get(PULL)).data

async function openFromFork(): Promise<string> {
  await test.eve.rest.repos.createFork(REPOSITORY)
  await test.tree.git('switch', '--quiet', '--create', 'idea')
  await test.tree.commit('an idea', { 'idea.txt': 'x' })
  const fork = test.addressFor(test.tokens.eve, 'eve/models')
  await test.tree.git('push', '--quiet', fork, 'idea')
  await test.eve.rest.pulls.create({ ...REPOSITORY, title: 'Idea', head: 'eve:idea', base: 'main' })
  return fork
}

describe('a pull request from a fork', () => {
  it('brings its objects into the base repository, and every push after it', async () => {
    const fork = await openFromFork()
    expect(lastEvent(test, 'pull_request')).toMatchObject({
      action: 'opened',
      headBranch: 'idea',
      headRepository: { owner: 'eve' },
      repository: { owner: 'ada' },
    })
    const head = await test.tree.commit('a better idea', { 'idea.txt': 'y' })
    await test.tree.git('push', '--quiet', fork, 'idea')
    const event = lastEvent(test, 'pull_request')
    expect(event).toMatchObject({ action: 'synchronize', headSha: head })
    expect(await test.tree.git('ls-remote', 'origin', 'refs/pull/1/head')).toContain(head)
    expect(await test.forge.readFile(test.repository, event.workflowSha, 'idea.txt')).toBe('y')
    expect(await test.forge.changedFiles(test.repository, `${event.sha}^1`, event.sha)).toEqual(['idea.txt'])
  })

  it('cannot be opened from a branch of somebody else’s', async () => {
    await test.tree.git('push', '--quiet', 'origin', 'main:refs/heads/other')
    await test.eve.rest.repos.createFork(REPOSITORY)
    const request = { ...REPOSITORY, title: 'x', head: 'other', base: 'main' }
    expect(await refusal(test.eve.rest.pulls.create(request))).toBe(403)
  })
})

describe('followBranches()', () => {
  beforeEach(async () => {
    await test.tree.git('switch', '--quiet', '--create', 'topic')
    await test.tree.commit('change', { 'data.txt': 'ONE\ntwo\nthree\n' })
    await test.tree.git('push', '--quiet', 'origin', 'topic')
    await test.ada.rest.pulls.create({ ...REPOSITORY, title: 'Change', head: 'topic', base: 'main' })
  })

  it('makes the merge ref anew when head or base moved', async () => {
    const first = (await state()).merge_commit_sha
    await test.tree.git('switch', '--quiet', 'main')
    const main = await test.tree.commit('main moves on', { 'main.txt': 'x' })
    await test.tree.git('push', '--quiet', 'origin', 'main')
    const second = (await state()).merge_commit_sha
    expect(second).not.toBe(first)
    await test.tree.git('fetch', '--quiet', 'origin', 'refs/pull/1/merge')
    expect(await test.tree.git('rev-parse', 'FETCH_HEAD', 'FETCH_HEAD^1')).toBe(`${second}\n${main}`)
  })

  it('closes a pull request whose branch was deleted, and lets it open again when it is back', async () => {
    await test.tree.git('push', '--quiet', 'origin', ':topic')
    expect(await state()).toMatchObject({ state: 'closed', merged: false })
    expect(lastEvent(test, 'pull_request')).toMatchObject({ action: 'closed' })
    expect(await refusal(test.ada.rest.pulls.update({ ...PULL, state: 'open' }))).toBe(422)
    await test.tree.git('push', '--quiet', 'origin', 'topic')
    await test.ada.rest.pulls.update({ ...PULL, state: 'open' })
    expect(lastEvent(test, 'pull_request')).toMatchObject({ action: 'reopened' })
  })

  it('counts a head that was pushed to the base as merged', async () => {
    await test.tree.git('push', '--quiet', 'origin', 'topic:main')
    expect(await state()).toMatchObject({ state: 'closed', merged: true })
  })

  it('runs nothing on a pull request while it conflicts', async () => {
    await test.tree.git('switch', '--quiet', 'main')
    await test.tree.commit('conflict', { 'data.txt': 'EINS\ntwo\nthree\n' })
    await test.tree.git('push', '--quiet', 'origin', 'main')
    test.events.length = 0
    await test.tree.git('switch', '--quiet', 'topic')
    await test.tree.commit('still in conflict', { 'other.txt': 'x' })
    await test.tree.git('push', '--quiet', 'origin', 'topic')
    expect(test.events.map((event) => event.name)).toEqual(['push', 'pull_request_target'])
  })

  it('refuses a second pull request of the same branch, and one with nothing to merge', async () => {
    const request = { ...REPOSITORY, title: 'Again', head: 'topic', base: 'main' }
    expect(await refusal(test.ada.rest.pulls.create(request))).toBe(422)
    await test.tree.git('push', '--quiet', 'origin', 'main:refs/heads/same')
    expect(await refusal(test.ada.rest.pulls.create({ ...request, head: 'same' }))).toBe(422)
    expect(await refusal(test.ada.rest.pulls.create({ ...request, head: 'nowhere' }))).toBe(422)
    expect((await test.ada.rest.pulls.list({ ...REPOSITORY, state: 'all' })).data).toHaveLength(1)
  })
})
