import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { Repository } from './repository.ts'
import { TEST_GIT_ENV, TemporaryRepository } from './testing/temporary-repository.ts'

const open = (repository: TemporaryRepository) => Repository.open(repository.root, TEST_GIT_ENV)

describe('Repository.tags()', () => {
  it('reads annotated and lightweight tags with message, tagger, commit and tree', async () => {
    using origin = TemporaryRepository.create({ 'a.txt': 'a' })
    const commit = origin.git('rev-parse', 'HEAD')
    const tree = origin.git('rev-parse', 'HEAD^{tree}')
    origin.git('tag', '--annotate', 'm@v1.0.0', '--message', 'm v1.0.0\n\nModel: sha256:00\nRun: sha256:11\n')
    origin.git('tag', 'plain')
    expect(await (await open(origin)).tags()).toEqual([
      {
        name: 'm@v1.0.0',
        annotated: true,
        oid: origin.git('rev-parse', 'm@v1.0.0'),
        commit,
        tree,
        time: Date.parse('2026-01-02T03:04:05Z') / 1000,
        tagger: 'Ada',
        email: 'ada@example.com',
        subject: 'm v1.0.0',
        body: 'Model: sha256:00\nRun: sha256:11',
      },
      {
        name: 'plain',
        annotated: false,
        oid: commit,
        commit,
        tree,
        time: Date.parse('2026-01-02T03:04:05Z') / 1000,
        tagger: '',
        email: '',
        subject: 'first',
        body: '',
      },
    ])
  })

  it('keeps to a pattern, and gives nothing where there are no tags', async () => {
    using origin = TemporaryRepository.create({ 'a.txt': 'a' })
    const repository = await open(origin)
    expect(await repository.tags()).toEqual([])
    for (const name of ['m@v1.0.0', 'm#prod#1', 'other@v1.0.0']) origin.git('tag', name, '-a', '-m', name)
    expect((await repository.tags('m@*')).map((tag) => tag.name)).toEqual(['m@v1.0.0'])
    expect((await repository.tags('m[@#]*')).map((tag) => tag.name)).toEqual(['m#prod#1', 'm@v1.0.0'])
  })

  it('looks through a tag of a tag, and passes over tags of trees and blobs', async () => {
    using origin = TemporaryRepository.create({ 'a.txt': 'a' })
    origin.git('tag', 'a', '-a', '-m', 'inner')
    origin.git('tag', 'b', '-a', '-m', 'outer', 'a')
    origin.git('tag', 'tree', '-a', '-m', 'tree', 'HEAD^{tree}')
    origin.git('tag', 'blob', 'HEAD:a.txt')
    const tags = await (await open(origin)).tags()
    expect(tags.map(({ name, commit, tree, subject }) => ({ name, commit, tree, subject }))).toEqual([
      {
        name: 'a',
        commit: origin.git('rev-parse', 'HEAD'),
        tree: origin.git('rev-parse', 'HEAD^{tree}'),
        subject: 'inner',
      },
      {
        name: 'b',
        commit: origin.git('rev-parse', 'HEAD'),
        tree: origin.git('rev-parse', 'HEAD^{tree}'),
        subject: 'outer',
      },
    ])
  })

  it('takes any message for what it is', async () => {
    using origin = TemporaryRepository.create({ 'a.txt': 'a' })
    const body = '%00 \u0001 \t"quoted" \'single\' $(id) %(refname)\n\n\n- é\n'
    execFileSync('git', ['tag', 'odd', '-a', '-F', '-', '--cleanup=verbatim'], {
      cwd: origin.root,
      env: TEST_GIT_ENV,
      input: `subject\n\n${body}`,
    })
    origin.git('tag', 'zz', '-a', '-m', 'after')
    const tags = await (await open(origin)).tags()
    expect(tags.map((tag) => [tag.subject, tag.body])).toEqual([
      ['subject', body.trimEnd()],
      ['after', ''],
    ])
  })

  it('reads ten thousand tags in one process', async () => {
    using origin = TemporaryRepository.create({ 'a.txt': 'a' })
    const oid = origin.git('rev-parse', 'HEAD')
    const lines = Array.from({ length: 10_000 }, (_, i) => `create refs/tags/m@v1.0.${i} ${oid}\n`).join('')
    execFileSync('git', ['update-ref', '--stdin'], { cwd: origin.root, env: TEST_GIT_ENV, input: lines })
    origin.git('pack-refs', '--all')
    const tags = await (await open(origin)).tags()
    expect(tags.length).toBe(10_000)
    expect(new Set(tags.map((tag) => tag.commit))).toEqual(new Set([oid]))
  })
})
