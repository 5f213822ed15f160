import { execFileSync } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Repository } from './repository.ts'
import { TEST_GIT_ENV, TemporaryRepository } from './testing/temporary-repository.ts'

const open = (repository: TemporaryRepository) => Repository.open(repository.root, TEST_GIT_ENV)

describe('Repository.open()', () => {
  it('finds the root from a folder below it', async () => {
    using origin = TemporaryRepository.create({ 'src/deep/a.txt': 'a' })
    expect((await Repository.open(origin.path('src/deep'), TEST_GIT_ENV)).root).toBe(origin.root)
  })

  it('refuses a folder outside of a repository, and a bare one', async () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-test-')))
    await expect(Repository.open(folder, TEST_GIT_ENV)).rejects.toMatchObject({
      code: 'git/not-a-repository',
    })
    execFileSync('git', ['init', '--quiet', '--bare', '.'], { cwd: folder, env: TEST_GIT_ENV })
    await expect(Repository.open(folder, TEST_GIT_ENV)).rejects.toMatchObject({
      code: 'git/not-a-repository',
    })
    rmSync(folder, { recursive: true })
  })

  it('says that Git is missing when it is not on the PATH', async () => {
    using origin = TemporaryRepository.create()
    const env = { ...TEST_GIT_ENV, PATH: '/nowhere' }
    await expect(Repository.open(origin.root, env)).rejects.toMatchObject({
      code: 'git/missing',
      kind: 'usage',
    })
  })

  it('does not call a folder that is not there a missing Git', async () => {
    await expect(Repository.open('/nowhere/at/all', TEST_GIT_ENV)).rejects.toMatchObject({
      code: 'git/failed',
    })
  })
})

describe('Repository.commit(), resolve(), head()', () => {
  it('reads ids, parents, author, time and subject', async () => {
    using origin = TemporaryRepository.create({ 'a.txt': 'a' })
    const first = origin.git('rev-parse', 'HEAD')
    origin.write('a.txt', 'b')
    const second = origin.commit('two lines\nof subject\n\nand a body')
    const repository = await open(origin)
    expect(await repository.head()).toBe(second)
    expect(await repository.resolve('HEAD~1')).toBe(first)
    expect(await repository.commit('HEAD')).toEqual({
      oid: second,
      tree: origin.git('rev-parse', 'HEAD^{tree}'),
      parents: [first],
      author: { name: 'Ada', email: 'ada@example.com' },
      time: Date.parse('2026-01-02T03:04:05Z') / 1000,
      subject: 'two lines of subject',
    })
  })

  it('refuses what names no commit, and goes on answering', async () => {
    using origin = TemporaryRepository.create({ 'a.txt': 'a' })
    const repository = await open(origin)
    for (const rev of ['nowhere', '', '--all', 'HEAD\nHEAD', '0'.repeat(40), 'HEAD:a.txt'])
      await expect(repository.resolve(rev)).rejects.toMatchObject({ code: 'git/rev-unknown' })
    expect(await repository.head()).toBe(origin.git('rev-parse', 'HEAD'))
  })

  it('answers many questions at once, each with its own answer', async () => {
    using origin = TemporaryRepository.create({ 'a.txt': 'a' })
    const commits = Array.from({ length: 20 }, (_, i) => {
      origin.write('a.txt', 'x'.repeat(i * 9000))
      return origin.commit(`commit ${i}`)
    })
    const repository = await open(origin)
    const texts = commits.map(async (oid) => (await repository.tree(oid)).readText('a.txt'))
    expect((await Promise.all(texts)).map((text) => text?.length)).toEqual(commits.map((_, i) => i * 9000))
    const read = await Promise.all(commits.map((oid) => repository.commit(oid)))
    expect(read.map((commit) => commit.subject)).toEqual(commits.map((_, i) => `commit ${i}`))
  })

  it('knows no head before the first commit', async () => {
    using origin = TemporaryRepository.create()
    await expect((await open(origin)).head()).rejects.toMatchObject({
      code: 'git/rev-unknown',
      message: expect.stringContaining('its branch has no commit yet'),
    })
  })
})

describe('Repository.changedFiles()', () => {
  it('lists added, modified, deleted and retyped paths; a rename is two of them', async () => {
    using origin = TemporaryRepository.create({
      'a b\n.txt': 'a',
      'gone.txt': 'g',
      link: 'l',
      'old.txt': 'same',
    })
    origin.write('a b\n.txt', 'A')
    rmSync(origin.path('gone.txt'))
    rmSync(origin.path('link'))
    execFileSync('ln', ['-s', 'a', origin.path('link')])
    origin.git('mv', 'old.txt', 'new.txt')
    origin.commit('second')
    expect(await (await open(origin)).changedFiles('HEAD~1', 'HEAD')).toEqual([
      { status: 'M', path: 'a b\n.txt' },
      { status: 'D', path: 'gone.txt' },
      { status: 'T', path: 'link' },
      { status: 'A', path: 'new.txt' },
      { status: 'D', path: 'old.txt' },
    ])
  })
})

describe('Repository.tracks(), ignores()', () => {
  it('tell files and folders of the index, and paths that are passed over, whatever their names', async () => {
    using origin = TemporaryRepository.create({ 'a/b': 'b', '.gitignore': '/out\n', '-odd [x]*': 'o' })
    origin.write('new', 'n')
    origin.write('out/x', 'x')
    const repository = await open(origin)
    const tracked = ['a', 'a/b', '-odd [x]*', 'new', 'out', '*', 'nowhere'].map((path) =>
      repository.tracks(path),
    )
    expect(await Promise.all(tracked)).toEqual([true, true, true, false, false, false, false])
    const ignored = ['out', 'out/x', 'new', 'a/b', '-odd [x]*'].map((path) => repository.ignores(path))
    expect(await Promise.all(ignored)).toEqual([true, true, false, false, false])
  })
})

describe('Repository.attribute()', () => {
  it('tells the value of each path that has one, whatever their names', async () => {
    using origin = TemporaryRepository.create({
      '.gitattributes': '*.bin filter=lfs -text\n"ü *" filter=other\nplain -filter\n',
    })
    const repository = await open(origin)
    const names = ['a/x.bin', 'ü [y]', 'plain', 'none', 'line\nbreak.bin']
    expect([...(await repository.attribute('filter', names))]).toEqual([
      ['a/x.bin', 'lfs'],
      ['ü [y]', 'other'],
      ['plain', 'unset'],
      ['line\nbreak.bin', 'lfs'],
    ])
    expect((await repository.attribute('filter', [])).size).toBe(0)
  })
})

describe('Repository.lfsFolder()', () => {
  it('is beside the objects of all work trees, or where lfs.storage says', async () => {
    using origin = TemporaryRepository.create({ a: 'a' })
    origin.git('worktree', 'add', '--quiet', origin.path('second'))
    const second = await Repository.open(origin.path('second'), TEST_GIT_ENV)
    expect(await second.lfsFolder()).toBe(origin.path('.git/lfs'))
    origin.git('config', 'lfs.storage', 'elsewhere')
    expect(await second.lfsFolder()).toBe(origin.path('.git/elsewhere'))
    origin.git('config', 'lfs.storage', '/abs')
    expect(await (await open(origin)).lfsFolder()).toBe('/abs')
  })
})

describe('Repository.originUrl()', () => {
  it('is undefined without a remote, and never shows a password', async () => {
    using origin = TemporaryRepository.create()
    const repository = await open(origin)
    expect(await repository.originUrl()).toBeUndefined()
    origin.git('remote', 'add', 'origin', 'https://x-access-token:secret@github.com/o/r.git')
    expect(await repository.originUrl()).toBe('https://github.com/o/r.git')
    origin.git('remote', 'set-url', 'origin', 'git@github.com:o/r.git')
    expect(await repository.originUrl()).toBe('git@github.com:o/r.git')
  })
})

describe('Repository on a shallow clone without blobs', () => {
  function cloneOf(origin: TemporaryRepository): TemporaryRepository {
    origin.git('config', 'uploadpack.allowFilter', 'true')
    origin.git('config', 'uploadpack.allowAnySHA1InWant', 'true')
    const clone = new TemporaryRepository()
    const flags = ['--quiet', '--depth=1', '--filter=blob:none', '--no-checkout']
    clone.git('clone', ...flags, `file://${origin.root}`, '.')
    return clone
  }

  it('lists a commit from its trees and fetches a blob when its text is read', async () => {
    using origin = TemporaryRepository.create({ 'a.txt': 'old' })
    origin.write('a.txt', 'new')
    origin.write('b/c.txt', 'c')
    origin.commit('second')
    using clone = cloneOf(origin)
    const missing = () =>
      clone.git('rev-list', '--objects', '--missing=print', 'HEAD').match(/^\?/gm)?.length ?? 0
    expect(missing()).toBe(2)
    const repository = await open(clone)
    expect(await repository.isShallow()).toBe(true)
    const tree = await repository.tree('HEAD')
    expect(tree.oid).toBe(origin.git('rev-parse', 'HEAD^{tree}'))
    expect([...tree.paths()]).toEqual(['a.txt', 'b/c.txt'])
    expect(missing()).toBe(2)
    expect(await tree.readText('a.txt')).toBe('new')
    expect(missing()).toBe(1)
  })

  it('fetch() brings another commit, still shallow and without its blobs', async () => {
    using origin = TemporaryRepository.create({ 'a.txt': 'old' })
    const first = origin.git('rev-parse', 'HEAD')
    for (const text of ['newer', 'newest']) {
      origin.write('a.txt', text)
      origin.commit(text)
    }
    using clone = cloneOf(origin)
    const repository = await open(clone)
    await repository.fetch([first], { depth: 1, filter: 'blob:none' })
    expect((await repository.commit(first)).subject).toBe('first')
    expect((await repository.tree(first)).file('a.txt')?.mode).toBe('100644')
    expect(clone.git('cat-file', '--batch-check', '--batch-all-objects').match(/ blob /g)).toBeNull()
    await expect(repository.fetch(['refs/heads/nowhere'])).rejects.toMatchObject({ code: 'git/failed' })
  })

  it('fetch() leaves a complete clone complete', async () => {
    using origin = TemporaryRepository.create({ 'a.txt': 'old' })
    using clone = new TemporaryRepository()
    clone.git('clone', '--quiet', `file://${origin.root}`, '.')
    origin.write('a.txt', 'new')
    const second = origin.commit('second')
    const repository = await open(clone)
    await repository.fetch(['refs/heads/main'], { depth: 1, filter: 'blob:none' })
    expect(await repository.isShallow()).toBe(false)
    expect(clone.git('rev-list', '--count', second)).toBe('2')
    expect(clone.git('config', '--get-regexp', 'remote.origin')).not.toContain('promisor')
  })

  it('says that an unknown commit may lie beyond the end of a shallow history', async () => {
    using origin = TemporaryRepository.create({ 'a.txt': 'old' })
    using clone = cloneOf(origin)
    await expect((await open(clone)).commit('HEAD~5')).rejects.toMatchObject({
      code: 'git/rev-unknown',
      hint: expect.stringContaining('shallow'),
    })
  })
})

describe('Repository reads only', () => {
  it('leaves index, objects and refs as they are', async () => {
    using origin = TemporaryRepository.create({ 'a.txt': 'a' })
    writeFileSync(origin.path('a.txt'), 'changed')
    writeFileSync(origin.path('new.txt'), 'new')
    const state = () =>
      execFileSync('sh', ['-c', 'find .git -type f -exec sha256sum {} + | sort'], {
        cwd: origin.root,
      }).toString()
    const before = state()
    const repository = await open(origin)
    await (await repository.workTree()).readText('new.txt')
    await repository.tree('HEAD')
    await repository.tags()
    expect(state()).toBe(before)
  })
})
