import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Repository } from './repository.ts'
import { TEST_GIT_ENV, TemporaryRepository } from './testing/temporary-repository.ts'

const open = (repository: TemporaryRepository) => Repository.open(repository.root, TEST_GIT_ENV)

describe('GitTree', () => {
  it('under() gives the files below a folder with their paths below it, in byte order', async () => {
    using origin = TemporaryRepository.create({
      'a/b': '1',
      'a/c/d': '2',
      'a-b': '3',
      a0: '4',
      'ab/e': '5',
      'é/ü': '6',
    })
    const tree = await (await open(origin)).tree('HEAD')
    expect(tree.under('a').map((file) => file.path)).toEqual(['b', 'c/d'])
    expect(tree.under('a/c').map((file) => file.path)).toEqual(['d'])
    expect(tree.under('é').map((file) => file.path)).toEqual(['ü'])
    expect(tree.under('.').map((file) => file.path)).toEqual(['a-b', 'a/b', 'a/c/d', 'a0', 'ab/e', 'é/ü'])
    expect(tree.under('nowhere')).toEqual([])
    expect(tree.under('a/b')).toEqual([])
  })

  it('file() keeps the modes of executables, links and submodules; readText() reads regular files only', async () => {
    using inner = TemporaryRepository.create({ 'x.txt': 'x' })
    using origin = TemporaryRepository.create({ 'a.txt': 'text' })
    origin.write('run.sh', '#!/bin/sh\n', { executable: true })
    symlinkSync('a.txt', origin.path('link'))
    origin.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.root, 'sub')
    origin.commit('second')
    const tree = await (await open(origin)).tree('HEAD')
    expect(['a.txt', 'run.sh', 'link', 'sub'].map((path) => tree.file(path)?.mode)).toEqual([
      '100644',
      '100755',
      '120000',
      '160000',
    ])
    expect(await tree.readText('run.sh')).toBe('#!/bin/sh\n')
    for (const path of ['link', 'sub', 'nowhere', '__proto__'])
      expect(await tree.readText(path)).toBeUndefined()
    expect(tree.untracked).toEqual([])
    const work = await (await open(origin)).workTree()
    expect(work.oid).toBe(tree.oid)
  })
})

describe('Repository.workTree()', () => {
  /** What Git itself would commit. */
  const committed = (repository: TemporaryRepository) => {
    repository.commit('everything')
    return repository.git('rev-parse', 'HEAD^{tree}')
  }

  it('of a clean checkout is the tree of its commit', async () => {
    using origin = TemporaryRepository.create({ 'a.txt': 'a', 'b/c.txt': 'c', 'b.txt': 'b', 'ünï/x y': 'z' })
    const repository = await open(origin)
    const work = await repository.workTree()
    expect(work.oid).toBe(origin.git('rev-parse', 'HEAD^{tree}'))
    expect([...work.paths()]).toEqual([...(await repository.tree('HEAD')).paths()])
    expect(await work.readText('ünï/x y')).toBe('z')
  })

  it('takes in changes, deletions, modes and untracked files, not ignored ones', async () => {
    using origin = TemporaryRepository.create({
      'a.txt': 'a',
      'gone.txt': 'g',
      'mode.sh': 'm',
      '.gitignore': '/out\n',
    })
    writeFileSync(origin.path('a.txt'), 'changed')
    rmSync(origin.path('gone.txt'))
    chmodSync(origin.path('mode.sh'), 0o755)
    origin.write('out/ignored', 'i')
    origin.write('new/deep\n"odd".txt', 'new')
    const work = await (await open(origin)).workTree()
    expect(work.untracked).toEqual(['new/deep\n"odd".txt'])
    expect([...work.paths()]).toEqual(['.gitignore', 'a.txt', 'mode.sh', 'new/deep\n"odd".txt'])
    expect(work.file('mode.sh')?.mode).toBe('100755')
    expect(await work.readText('a.txt')).toBe('changed')
    expect(await work.readText('new/deep\n"odd".txt')).toBe('new')
    expect(work.oid).toBe(committed(origin))
  })

  it('is told anew by each call, also while an older one is still read', async () => {
    using origin = TemporaryRepository.create({ 'a.txt': 'zero' })
    const repository = await open(origin)
    const trees = []
    for (const text of ['one', 'two', 'three']) {
      writeFileSync(origin.path('a.txt'), text)
      trees.push(await repository.workTree())
    }
    const parallel = await Promise.all([repository.workTree(), repository.workTree()])
    expect(await Promise.all([...trees, ...parallel].map((tree) => tree.readText('a.txt')))).toEqual([
      ...['one', 'two', 'three'],
      ...['three', 'three'],
    ])
    expect(new Set(trees.map((tree) => tree.oid)).size).toBe(3)
    origin.git('checkout', '--quiet', 'a.txt')
    expect((await repository.workTree()).oid).toBe(origin.git('rev-parse', 'HEAD^{tree}'))
  })

  it('sees what is staged, what only intends to be added, and a change of the same size and time', async () => {
    using origin = TemporaryRepository.create({ 'a.txt': 'one', 'b.txt': 'b' })
    writeFileSync(origin.path('a.txt'), 'two')
    writeFileSync(origin.path('b.txt'), 'staged')
    origin.git('add', 'b.txt')
    writeFileSync(origin.path('intent.txt'), 'later')
    origin.git('add', '--intent-to-add', 'intent.txt')
    const work = await (await open(origin)).workTree()
    expect(await work.readText('a.txt')).toBe('two')
    expect(await work.readText('b.txt')).toBe('staged')
    expect(await work.readText('intent.txt')).toBe('later')
    expect(work.oid).toBe(committed(origin))
  })

  it('applies clean filters and line ends, so that a checkout has the tree of its commit', async () => {
    using origin = TemporaryRepository.create()
    const filter = (repository: TemporaryRepository) => {
      repository.git('config', 'filter.shout.clean', 'tr a-z A-Z')
      repository.git('config', 'filter.shout.smudge', 'tr A-Z a-z')
    }
    filter(origin)
    origin.write('.gitattributes', '*.crlf text eol=crlf\n*.shout filter=shout\n')
    origin.write('lines.crlf', 'one\r\ntwo\r\n')
    origin.write('word.shout', 'quiet')
    origin.commit('filtered')
    using clone = new TemporaryRepository()
    clone.git('clone', '--quiet', '--no-checkout', origin.root, '.')
    filter(clone)
    clone.git('checkout', '--quiet', 'main')
    const repository = await open(clone)
    const tree = await repository.tree('HEAD')
    expect(await tree.readText('lines.crlf')).toBe('one\ntwo\n')
    expect(await tree.readText('word.shout')).toBe('QUIET')
    expect((await repository.workTree()).oid).toBe(tree.oid)
    // The same with files whose times say nothing, so that everything is hashed again.
    clone.git('read-tree', 'HEAD')
    expect((await repository.workTree()).oid).toBe(tree.oid)
    clone.write('word.shout', 'other')
    const changed = await repository.workTree()
    expect(await changed.readText('word.shout')).toBe('OTHER')
    expect(changed.oid).toBe(committed(clone))
  })

  it('of a blobless shallow clone needs no blob that is not checked out', async () => {
    using origin = TemporaryRepository.create({ 'a.txt': 'a' })
    origin.git('config', 'uploadpack.allowFilter', 'true')
    origin.write('b.txt', 'b')
    origin.commit('second')
    using clone = new TemporaryRepository()
    clone.git('clone', '--quiet', '--depth=1', '--filter=blob:none', `file://${origin.root}`, '.')
    const repository = await open(clone)
    expect((await repository.workTree()).oid).toBe((await repository.tree('HEAD')).oid)
    clone.write('a.txt', 'new')
    expect((await repository.workTree()).oid).toBe(committed(clone))
  })

  it('of a new repository is what was written so far', async () => {
    using origin = TemporaryRepository.create()
    const repository = await open(origin)
    expect([...(await repository.workTree()).paths()]).toEqual([])
    origin.write('a.txt', 'a')
    const work = await repository.workTree()
    expect(work.untracked).toEqual(['a.txt'])
    expect(work.oid).toBe(committed(origin))
  })

  it('resolves a conflict as a commit of everything would', async () => {
    using origin = TemporaryRepository.create({ 'a.txt': 'base' })
    origin.git('switch', '--quiet', '--create', 'other')
    origin.write('a.txt', 'theirs')
    origin.commit('theirs')
    origin.git('switch', '--quiet', 'main')
    origin.write('a.txt', 'ours')
    origin.commit('ours')
    expect(() => origin.git('merge', 'other')).toThrow()
    const work = await (await open(origin)).workTree()
    expect(await work.readText('a.txt')).toContain('<<<<<<<')
    expect(work.oid).toBe(committed(origin))
  })

  it('takes a repository inside the work tree as Git does: by its commit', async () => {
    using origin = TemporaryRepository.create({ 'a.txt': 'a' })
    mkdirSync(origin.path('inner'))
    const inner = new TemporaryRepository(origin.path('inner'))
    inner.git('init', '--quiet')
    inner.write('x', 'x')
    const commit = inner.commit('inner')
    const work = await (await open(origin)).workTree()
    expect(work.untracked).toEqual(['inner'])
    expect(work.file('inner')).toMatchObject({ mode: '160000', oid: commit })
  })

  it('names trees by SHA-256 in a repository that does', async () => {
    using origin = new TemporaryRepository()
    origin.git('init', '--quiet', '--object-format=sha256')
    origin.write('a/b.txt', 'b')
    origin.write('a.txt', 'a')
    origin.commit('first')
    const work = await (await open(origin)).workTree()
    expect(work.oid).toBe(origin.git('rev-parse', 'HEAD^{tree}'))
  })

  it('names the files of a name that is not UTF-8 by the right tree id', async () => {
    using origin = TemporaryRepository.create({ 'a.txt': 'a' })
    writeFileSync(Buffer.from(`${origin.root}/caf\xe9`, 'latin1'), 'latin')
    origin.commit('latin')
    const work = await (await open(origin)).workTree()
    expect(work.oid).toBe(origin.git('rev-parse', 'HEAD^{tree}'))
    expect([...work.paths()]).toEqual(['a.txt', 'caf\uFFFD'])
  })
})
