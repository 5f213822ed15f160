// A repository that Git LFS made, imported where it works, and in a clone that has nothing but pointers.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { contentsOf, TemporaryFolder } from '@slipway/store/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gitLfs } from './outside-programs.ts'
import { runVerb } from './run-verb.ts'

const folder = new TemporaryFolder()
afterAll(() => folder[Symbol.dispose]())

const home = folder.path('home')
const shell = (cwd: string, ...lines: string[]) => gitLfs.shell(lines, folder.path(cwd), home)
const FILES = { 'a.bin': 'one', 'sub/b': 'two\r\n', run: 'x #!' }

const run = (cwd: string, name: string) =>
  runVerb(
    name,
    { paths: [], targets: [], dryRun: false, force: false },
    { cwd: folder.path(cwd), env: gitLfs.env(home) },
  )

describe.skipIf(!gitLfs.installed)(`a repository of Git LFS${gitLfs.missing}`, () => {
  beforeAll(() => {
    for (const path of ['home', 'work/data/sub']) mkdirSync(folder.path(path), { recursive: true })
    folder.write('work/data/a.bin', 'one')
    folder.write('work/data/sub/b', 'two\r\n')
    folder.write('work/data/run', '#!', { executable: true })
    folder.write('work/slipway.yaml', `version: 1\nstore: { remote: "${folder.url('store')}" }\n`)
    shell(
      'work',
      'git init --quiet --bare --initial-branch=main ../origin',
      'git init --quiet --initial-branch=main',
      'git lfs install --local --skip-repo',
      "git lfs track 'data/**'",
      'git add --all && git commit --quiet --message "as LFS has it"',
      'git remote add origin ../origin',
      'git config lfs.url "file://$(cd ../origin && pwd)"',
      'git push --quiet origin main && git lfs push --all origin main',
    )
  }, 120_000)

  it('is imported, and Git and LFS have nothing of it any more after the commit', async () => {
    const result = await run('work', 'data import lfs')
    expect(result.targets).toMatchObject([{ target: 'data', state: 'added', kind: 'tree', files: 3 }])
    expect(result).toMatchObject({ tracked: ['data'], staying: 0 })
    shell(
      'work',
      'git rm -r --cached --quiet -- data',
      `git add -- ${result.written.join(' ')}`,
      'git commit --quiet --message "moved"',
    )
    expect(shell('work', 'git lfs ls-files', 'git status --porcelain')).toBe('')
    expect(shell('work', 'git ls-files').split('\n')).toEqual(
      expect.arrayContaining(['.gitignore', 'data.slip', 'slipway.yaml']),
    )
    rmSync(folder.path('work/data'), { recursive: true })
    await run('work', 'data pull')
    expect(contentsOf(folder.path('work/data'))).toEqual(FILES)
  })

  it('says in a clone of pointers what to fetch, and goes on from there', async () => {
    shell('.', 'GIT_LFS_SKIP_SMUDGE=1 git clone --quiet origin clone')
    shell(
      'clone',
      `git config lfs.url "file://$(cd ../origin && pwd)"`,
      'git lfs install --local --skip-repo',
    )
    const first = await run('clone', 'data import lfs')
    expect(first.targets).toMatchObject([
      {
        state: 'failed',
        problem: { code: 'data/not-stored', hint: expect.stringContaining('git lfs pull') },
      },
    ])
    expect(shell('clone', 'git status --porcelain')).toBe('')
    shell('clone', 'git lfs fetch')
    expect((await run('clone', 'data import lfs')).targets).toMatchObject([{ state: 'added', files: 3 }])
    expect(contentsOf(folder.path('clone/data'))).toEqual(FILES)
    writeFileSync(folder.path('clone/data/a.bin'), 'changed')
    expect((await run('clone', 'data import lfs')).targets).toEqual([])
    expect(contentsOf(folder.path('clone/data'))['a.bin']).toBe('changed')
  })
})
