import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestForge, type TestForge } from '../testing/test-forge.ts'
import { lastEvent, refusal } from '../testing/test-run.ts'

const REPOSITORY = { owner: 'ada', repo: 'models' }
let test: TestForge

beforeAll(async () => {
  test = await startTestForge()
  await test.tree.commit('folders', { 'src/a.py': 'print(1)\n', 'src/deep/b.py': 'print(2)\n' })
  await test.tree.git('push', '--quiet', 'origin', 'main')
})
afterAll(async () => {
  expect(test.forge.violations).toEqual([])
  await test.close()
})

const contents = async (path: string, more: object = {}) =>
  (await test.ada.rest.repos.getContent({ ...REPOSITORY, path, ...more })).data
const text = (content: string) => Buffer.from(content).toString('base64')

describe('contents', () => {
  it('show folders, files and raw bytes, at any revision', async () => {
    expect(await contents('')).toMatchObject([
      { path: 'README.md' },
      { path: 'data.txt' },
      { path: 'src', type: 'dir' },
    ])
    expect(await contents('src')).toMatchObject([
      { path: 'src/a.py', type: 'file' },
      { path: 'src/deep', type: 'dir' },
    ])
    expect(await contents('src/a.py')).toMatchObject({
      encoding: 'base64',
      content: text('print(1)\n'),
      size: 9,
    })
    expect(await contents('src/a.py', { headers: { accept: 'application/vnd.github.raw+json' } })).toBe(
      'print(1)\n',
    )
    const first = await test.tree.git('rev-parse', 'main^')
    expect(await refusal(contents('src/a.py', { ref: first }))).toBe(404)
    expect(await refusal(contents('data.txt', { ref: first }))).toBe(200)
    expect(await refusal(contents('data.txt', { ref: 'nowhere' }))).toBe(404)
  })

  it('are written by commits, and refused when somebody else was faster', async () => {
    const put = (path: string, content: string, more: object = {}) =>
      test.ada.rest.repos.createOrUpdateFileContents({
        ...REPOSITORY,
        path,
        message: `write ${path}`,
        content: text(content),
        ...more,
      })
    const made = await put('new/file.txt', 'one')
    expect(made.status).toBe(201)
    expect(lastEvent(test, 'push')).toMatchObject({ sha: made.data.commit.sha, ref: 'refs/heads/main' })
    expect(await refusal(put('new/file.txt', 'two'))).toBe(422)
    expect(await refusal(put('new/file.txt', 'two', { sha: '1'.repeat(40) }))).toBe(409)
    const sha = made.data.content?.sha ?? ''
    expect((await put('new/file.txt', 'two', { sha })).status).toBe(200)
    expect(await refusal(put('new/file.txt', 'three', { sha }))).toBe(409)
    const current = (await contents('new/file.txt')) as { sha: string; content: string }
    expect(current.content).toBe(text('two'))
    const file = { ...REPOSITORY, path: 'new/file.txt', message: 'away' }
    expect(await refusal(test.ada.rest.repos.deleteFile({ ...file, sha }))).toBe(409)
    expect(await refusal(test.ada.rest.repos.deleteFile({ ...file, sha: current.sha }))).toBe(200)
    expect(await refusal(contents('new'))).toBe(404)
  })
})

describe('trees', () => {
  it('are made from a base with edits: content, blobs, removals, and never a path out of the tree', async () => {
    const { git } = test.ada.rest
    await test.tree.git('fetch', '--quiet', 'origin')
    const base = await test.tree.git('rev-parse', 'origin/main^{tree}')
    const make = (tree: object[]) => git.createTree({ ...REPOSITORY, base_tree: base, tree } as never)
    const made = (await make([
      { path: 'data.txt', mode: '100644', type: 'blob', sha: null },
      { path: 'bin/run', mode: '100755', type: 'blob', content: '#!/bin/sh\n' },
      {
        path: 'copy',
        mode: '040000',
        type: 'tree',
        sha: await test.tree.git('rev-parse', 'origin/main:src'),
      },
    ])) as { data: { sha: string } }
    const all = await git.getTree({ ...REPOSITORY, tree_sha: made.data.sha, recursive: 'true' })
    expect(
      all.data.tree.filter((item) => item.type === 'blob').map((item) => `${item.mode} ${item.path}`),
    ).toEqual([
      '100644 README.md',
      '100755 bin/run',
      '100644 copy/a.py',
      '100644 copy/deep/b.py',
      '100644 src/a.py',
      '100644 src/deep/b.py',
    ])
    for (const path of ['../x', '/x', 'a//b', '.git/config', 'a/../b'])
      expect(await refusal(make([{ path, mode: '100644', type: 'blob', content: 'x' }]))).toBe(422)
    expect(await refusal(make([{ path: 'x', mode: '100644', type: 'blob', sha: '1'.repeat(40) }]))).toBe(422)
  })
})

describe('commits and comparisons', () => {
  it('tell what changed, with renames and binary files', async () => {
    await test.tree.git('fetch', '--quiet', 'origin')
    await test.tree.git('switch', '--quiet', '--create', 'changes', 'origin/main')
    await test.tree.git('mv', 'src/a.py', 'src/c.py')
    await test.tree.git('rm', '--quiet', 'data.txt')
    await test.tree.commit('changes', { 'bytes.bin': 'a\0b', 'src/deep/b.py': 'print(3)\n' })
    await test.tree.git('push', '--quiet', 'origin', 'changes')
    const { data } = await test.ada.rest.repos.compareCommitsWithBasehead({
      ...REPOSITORY,
      basehead: 'main...changes',
    })
    expect(data).toMatchObject({ status: 'ahead', ahead_by: 1, behind_by: 0, total_commits: 1 })
    expect(data.files?.map((file) => [file.status, file.filename, file.additions, file.deletions])).toEqual([
      ['added', 'bytes.bin', 0, 0],
      ['removed', 'data.txt', 0, 3],
      ['renamed', 'src/c.py', 0, 0],
      ['modified', 'src/deep/b.py', 1, 1],
    ])
    expect(data.files?.[1]?.sha).toBe(await test.tree.git('rev-parse', 'origin/main:data.txt'))
    expect(data.files?.[0]?.patch).toBeUndefined()
    expect(data.files?.[2]?.previous_filename).toBe('src/a.py')
    expect(data.files?.[3]?.patch).toBe('@@ -1 +1 @@\n-print(2)\n+print(3)')
    const commit = await test.ada.rest.repos.getCommit({ ...REPOSITORY, ref: 'changes' })
    expect(commit.data.stats).toEqual({ additions: 1, deletions: 4, total: 5 })
    const back = await test.ada.rest.repos.compareCommitsWithBasehead({
      ...REPOSITORY,
      basehead: 'changes...main',
    })
    expect(back.data.status).toBe('behind')
  })

  it('list a branch, from the newest, by path', async () => {
    const list = async (query: object) =>
      (await test.ada.rest.repos.listCommits({ ...REPOSITORY, ...query })).data.map(
        (one) => one.commit.message,
      )
    expect((await list({ sha: 'changes' }))[0]).toBe('changes')
    expect(await list({ path: 'src/deep/b.py' })).toEqual(['folders'])
    expect(await refusal(list({ sha: 'nowhere' }))).toBe(404)
  })
})
