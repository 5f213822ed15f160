import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestForge, type TestForge } from '../testing/test-forge.ts'
import { jobClient, lastEvent, refusal } from '../testing/test-run.ts'

const REPOSITORY = { owner: 'ada', repo: 'models' }
const PULL = { ...REPOSITORY, pull_number: 1 }
let test: TestForge

beforeEach(async () => {
  test = await startTestForge()
  await test.tree.git('switch', '--quiet', '--create', 'topic')
  await test.tree.commit('first change\n\nwith a reason', { 'data.txt': 'ONE\ntwo\nthree\n' })
  await test.tree.commit('second change', { 'more.txt': 'more\n' })
  await test.tree.git('push', '--quiet', 'origin', 'topic')
  await test.tree.git('switch', '--quiet', 'main')
  await test.tree.commit('main moves on', { 'main.txt': 'main\n' })
  await test.tree.git('push', '--quiet', 'origin', 'main')
  await test.ada.rest.pulls.create({ ...REPOSITORY, title: 'Change it', head: 'topic', base: 'main' })
})
afterEach(async () => {
  expect(test.forge.violations).toEqual([])
  await test.close()
})

/** Subjects on main, newest first, after a fetch. */
async function subjects(): Promise<readonly string[]> {
  await test.tree.git('fetch', '--quiet', 'origin')
  return (await test.tree.git('log', '--format=%s', 'origin/main')).split('\n')
}

const files = () => test.tree.git('ls-tree', '-r', '--name-only', 'origin/main')
const pullsOf = async (sha: string) =>
  (await test.ada.rest.repos.listPullRequestsAssociatedWithCommit({ ...REPOSITORY, commit_sha: sha })).data

describe('mergePull()', () => {
  it('squash makes one commit of the author’s, named after the pull request', async () => {
    const { data } = await test.ada.rest.pulls.merge({ ...PULL, merge_method: 'squash' })
    expect(await subjects()).toEqual(['Change it (#1)', 'main moves on', 'first commit'])
    const body = await test.tree.git('log', '-1', '--format=%b', 'origin/main')
    expect(body).toContain('* first change\n\nwith a reason\n\n* second change')
    // The commits were made under another address than the account's.
    expect(body).toContain('Co-authored-by: ada <ada@example.com>')
    expect(await files()).toBe('README.md\ndata.txt\nmain.txt\nmore.txt')
    const pull = (await test.ada.rest.pulls.get(PULL)).data
    expect(pull).toMatchObject({ state: 'closed', merged: true, merge_commit_sha: data.sha })
    expect(pull.merged_by?.login).toBe('ada')
    expect((await pullsOf(data.sha)).map((one) => one.number)).toEqual([1])
    expect(lastEvent(test, 'push')).toMatchObject({ ref: 'refs/heads/main', sha: data.sha, actor: 'ada' })
    expect(lastEvent(test, 'pull_request')).toMatchObject({ action: 'closed' })
  })

  it('squash of a single commit takes its own title and text', async () => {
    await test.tree.git('switch', '--quiet', '--create', 'single', 'main')
    await test.tree.commit('Only this\n\nBecause.', { 'single.txt': 'x' })
    await test.tree.git('push', '--quiet', 'origin', 'single')
    await test.ada.rest.pulls.create({ ...REPOSITORY, title: 'Another title', head: 'single', base: 'main' })
    await test.ada.rest.pulls.merge({ ...REPOSITORY, pull_number: 2, merge_method: 'squash' })
    expect((await subjects())[0]).toBe('Only this (#2)')
    expect(await test.tree.git('log', '-1', '--format=%b', 'origin/main')).toMatch(/^Because\./)
  })

  it('merge makes a commit with both parents', async () => {
    const head = await test.tree.git('rev-parse', 'topic')
    const { data } = await test.ada.rest.pulls.merge({ ...PULL, merge_method: 'merge' })
    expect((await subjects())[0]).toBe('Merge pull request #1 from ada/topic')
    expect(await test.tree.git('rev-parse', `${data.sha}^2`)).toBe(head)
    expect((await pullsOf(data.sha)).map((one) => one.number)).toEqual([1])
    expect((await pullsOf(head)).map((one) => one.number)).toEqual([1])
  })

  it('rebase puts each commit on the base, with its author and message', async () => {
    const { data } = await test.ada.rest.pulls.merge({ ...PULL, merge_method: 'rebase' })
    expect(await subjects()).toEqual(['second change', 'first change', 'main moves on', 'first commit'])
    expect(await files()).toBe('README.md\ndata.txt\nmain.txt\nmore.txt')
    expect(await test.tree.git('log', '-1', '--format=%ae', 'origin/main')).toBe('ada@example.com')
    for (const sha of [data.sha, await test.tree.git('rev-parse', `${data.sha}^`)])
      expect((await pullsOf(sha)).map((one) => [one.number, one.merge_commit_sha])).toEqual([[1, data.sha]])
    expect(await pullsOf(await test.tree.git('rev-parse', `${data.sha}~2`))).toEqual([])
  })

  it('puts on main the tree that the pull request’s merge ref has', async () => {
    await test.tree.git('fetch', '--quiet', 'origin', 'refs/pull/1/merge')
    const tested = await test.tree.git('rev-parse', 'FETCH_HEAD^{tree}')
    await test.ada.rest.pulls.merge({ ...PULL, merge_method: 'squash' })
    await test.tree.git('fetch', '--quiet', 'origin')
    expect(await test.tree.git('rev-parse', 'origin/main^{tree}')).toBe(tested)
  })

  it('refuses a head that moved on (409), a conflict, a second merge (405), and those who only read (403)', async () => {
    expect(await refusal(test.ada.rest.pulls.merge({ ...PULL, sha: '0'.repeat(40) }))).toBe(409)
    expect(await refusal(test.eve.rest.pulls.merge(PULL))).toBe(403)
    await test.tree.commit('conflict', { 'data.txt': 'EINS\ntwo\nthree\n' })
    await test.tree.git('push', '--quiet', 'origin', 'main')
    const pull = (await test.ada.rest.pulls.get(PULL)).data
    expect(pull).toMatchObject({ mergeable: false, mergeable_state: 'dirty' })
    expect(await test.tree.git('ls-remote', 'origin', 'refs/pull/1/merge')).toBe('')
    expect(await refusal(test.ada.rest.pulls.merge(PULL))).toBe(405)
    await test.tree.commit('no conflict', { 'data.txt': 'one\ntwo\nthree\n' })
    await test.tree.git('push', '--quiet', 'origin', 'main')
    expect(await refusal(test.ada.rest.pulls.merge(PULL))).toBe(200)
    expect(await refusal(test.ada.rest.pulls.merge(PULL))).toBe(405)
  })

  it('waits for required checks, and moves the branch by pull requests only where rules say so', async () => {
    test.forge.addRuleset(test.repository, {
      name: 'main',
      requiredChecks: ['slipway'],
      requirePullRequest: true,
    })
    expect((await test.ada.rest.pulls.get(PULL)).data.mergeable_state).toBe('blocked')
    expect(await refusal(test.ada.rest.pulls.merge(PULL))).toBe(405)
    await test.tree.commit('by hand', { 'hand.txt': 'x' })
    await expect(test.tree.git('push', 'origin', 'main')).rejects.toThrow(/protected ref/)
    const head = (await test.ada.rest.pulls.get(PULL)).data.head.sha
    await jobClient(test, { checks: 'write' }).rest.checks.create({
      ...REPOSITORY,
      name: 'slipway',
      head_sha: head,
      conclusion: 'success',
    })
    expect(await refusal(test.ada.rest.pulls.merge({ ...PULL, merge_method: 'squash' }))).toBe(200)
    const { data } = await test.ada.request('GET /repos/{owner}/{repo}/rules/branches/{branch}', {
      ...REPOSITORY,
      branch: 'main',
    })
    expect(data.map((rule) => rule.type)).toEqual(['pull_request', 'required_status_checks'])
  })
})
