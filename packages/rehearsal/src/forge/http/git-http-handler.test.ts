import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestForge, type TestForge } from '../testing/test-forge.ts'
import { WorkTree } from '../testing/work-tree.ts'

const REPOSITORY = { owner: 'ada', repo: 'models' }
let test: TestForge
let folder: string

beforeAll(async () => {
  test = await startTestForge()
  folder = await mkdtemp(join(tmpdir(), 'clones-'))
})
afterAll(async () => {
  expect(test.forge.violations).toEqual([])
  await test.close()
  await rm(folder, { recursive: true, force: true })
})

describe('git over HTTP', () => {
  it('gives a clone that fsck finds whole', async () => {
    await test.tree.git(
      'clone',
      '--quiet',
      `http://127.0.0.1:${test.forge.port}/ada/models.git`,
      join(folder, 'full'),
    )
    expect(await test.tree.git('-C', join(folder, 'full'), 'fsck', '--full', '--strict')).toBe('')
    expect(await test.tree.git('-C', join(folder, 'full'), 'rev-parse', 'HEAD')).toBe(
      await test.tree.git('rev-parse', 'main'),
    )
  })

  it('is found without ".git", and under the name that jobs know', async () => {
    const head = await test.tree.git('rev-parse', 'main')
    for (const address of [
      `http://127.0.0.1:${test.forge.port}/ada/models`,
      `http://github.localhost:${test.forge.port}/ada/models`,
    ])
      expect(await test.tree.git('ls-remote', address, 'refs/heads/main')).toContain(head)
  })

  it('gives shallow and partial clones, and any commit by its id', async () => {
    const first = await test.tree.git('rev-parse', 'main')
    await test.tree.commit('second commit', { 'data.txt': 'one\n2\nthree\n' })
    await test.tree.git('push', '--quiet', 'origin', 'main')
    const address = `http://127.0.0.1:${test.forge.port}/ada/models.git`
    const clone = join(folder, 'small')
    await test.tree.git(
      'clone',
      '--quiet',
      '--depth=1',
      '--filter=blob:none',
      '--no-checkout',
      address,
      clone,
    )
    expect(await test.tree.git('-C', clone, 'rev-list', '--count', 'HEAD')).toBe('1')
    expect(await test.tree.git('-C', clone, 'rev-list', '--objects', '--missing=print', 'HEAD')).toMatch(
      /^\?/m,
    )
    await test.tree.git('-C', clone, 'fetch', '--quiet', '--depth=1', 'origin', first)
    expect(await test.tree.git('-C', clone, 'show', `${first}:data.txt`)).toBe('one\ntwo\nthree')
  })

  it('takes pushes from those who may write: as Basic, as an extra header, as a bearer', async () => {
    const plain = `http://127.0.0.1:${test.forge.port}/ada/models.git`
    const basic = Buffer.from(`x-access-token:${test.tokens.ada}`).toString('base64')
    for (const [at, header] of [
      `AUTHORIZATION: basic ${basic}`,
      `Authorization: Bearer ${test.tokens.ada}`,
    ].entries())
      await test.tree.git(
        '-c',
        `http.extraheader=${header}`,
        'push',
        '--quiet',
        plain,
        `main:refs/heads/by-header-${at}`,
      )
    const branches = await test.ada.rest.repos.listBranches(REPOSITORY)
    expect(branches.data.map((branch) => branch.name)).toEqual(['by-header-0', 'by-header-1', 'main'])
  })

  it('refuses pushes of nobody and of those who only read, and leaves nothing behind', async () => {
    const nobody = `http://127.0.0.1:${test.forge.port}/ada/models.git`
    await expect(test.tree.git('push', nobody, 'main:refs/heads/refused')).rejects.toThrow()
    await expect(
      test.tree.git('push', test.addressFor(test.tokens.eve), 'main:refs/heads/refused'),
    ).rejects.toThrow(/denied to eve/)
    await expect(
      test.tree.git('push', test.addressFor('ghp_unknown'), 'main:refs/heads/refused'),
    ).rejects.toThrow()
    expect(await test.tree.git('ls-remote', 'origin', 'refs/heads/refused')).toBe('')
  })

  it('shows the refs of pull requests, and takes no push to them', async () => {
    await test.tree.git('switch', '--quiet', '--create', 'topic')
    const head = await test.tree.commit('change', { 'data.txt': 'ONE\n2\nthree\n' })
    await test.tree.git('push', '--quiet', 'origin', 'topic')
    await test.ada.rest.pulls.create({ ...REPOSITORY, title: 'Change', head: 'topic', base: 'main' })
    await test.tree.git('fetch', '--quiet', 'origin', 'refs/pull/1/merge')
    expect(await test.tree.git('rev-parse', 'FETCH_HEAD^2')).toBe(head)
    await expect(test.tree.git('push', 'origin', 'topic:refs/pull/1/head')).rejects.toThrow(/hidden ref/)
    await expect(test.tree.git('push', 'origin', 'topic:refs/pull/2/head')).rejects.toThrow(/hidden ref/)
  })

  it('makes an event for each branch and tag of a push, but none for more than three tags', async () => {
    await test.tree.git('switch', '--quiet', 'main')
    for (const name of ['a', 'b', 'c', 'd']) await test.tree.git('tag', '-a', name, '-m', name)
    test.events.length = 0
    await test.tree.git('push', '--quiet', 'origin', 'refs/tags/a', 'refs/tags/b', 'main:refs/heads/new')
    expect(test.events.map((event) => event.ref).sort()).toEqual([
      'refs/heads/new',
      'refs/tags/a',
      'refs/tags/b',
    ])
    const tag = test.events.find((event) => event.ref === 'refs/tags/a')
    expect(tag?.sha).toBe(await test.tree.git('rev-parse', 'a^{commit}'))
    expect(tag?.payload.after).toBe(await test.tree.git('rev-parse', 'a'))
    test.events.length = 0
    await test.tree.git('push', '--quiet', 'origin', ':refs/tags/a', ':refs/tags/b')
    expect(test.events).toEqual([])
    await test.tree.git('push', '--quiet', 'origin', '--tags')
    expect(test.events).toEqual([])
  })
})

describe('a private repository', () => {
  it('is not there for those who may not read it', async () => {
    const hidden = await startTestForge({ private: true })
    try {
      const clone = await WorkTree.init(hidden.addressFor(hidden.tokens.eve), 'eve')
      await expect(clone.git('fetch', 'origin')).rejects.toThrow(/not found/i)
      await expect(
        clone.git('fetch', `http://127.0.0.1:${hidden.forge.port}/ada/models.git`),
      ).rejects.toThrow()
      const reader = hidden.forge.issueJobToken({
        repository: hidden.repository,
        permissions: { contents: 'read' },
        runId: 1,
        jobId: 1,
      })
      const other = hidden.forge.issueJobToken({
        repository: hidden.repository,
        permissions: { checks: 'write' },
        runId: 1,
        jobId: 1,
      })
      await clone.git('fetch', '--quiet', hidden.addressFor(reader.token), 'main')
      await expect(clone.git('fetch', hidden.addressFor(other.token), 'main')).rejects.toThrow()
      reader.revoke()
      await expect(clone.git('fetch', hidden.addressFor(reader.token), 'main')).rejects.toThrow()
      await clone.remove()
    } finally {
      await hidden.close()
    }
  })
})
