import { describe, expect, it } from 'vitest'
import { commitInfo, commitPaths, compareCommits } from './commit-info.ts'
import { FakeGitHub } from './testing/fake-github.ts'

const sent = (letter: string) => ({
  sha: letter.repeat(40),
  parents: [{ sha: '0'.repeat(40) }],
  commit: {
    message: `change ${letter}\n\nmore`,
    tree: { sha: 'f'.repeat(40) },
    author: { name: 'Ada' },
    committer: { date: '2026-03-01T12:00:00Z' },
  },
})

describe('commitInfo()', () => {
  it('reads tree, parents, subject, author and date', async () => {
    await using fake = await FakeGitHub.start()
    fake.state.commits.set('main', sent('c'))
    expect(await commitInfo(fake.open(), 'main')).toEqual({
      sha: 'c'.repeat(40),
      tree: 'f'.repeat(40),
      parents: ['0'.repeat(40)],
      subject: 'change c',
      author: 'Ada',
      date: '2026-03-01T12:00:00Z',
    })
    await expect(commitInfo(fake.open(), 'gone')).rejects.toMatchObject({ code: 'github/not-found' })
  })
})

describe('commitPaths()', () => {
  it('names what a commit changed, old names of moved files too', async () => {
    await using fake = await FakeGitHub.start()
    const files = [{ filename: 'b.py', previous_filename: 'a.py' }, { filename: 'c.py' }]
    fake.state.commits.set('main', { ...sent('c'), files })
    fake.state.commits.set('empty', sent('e'))
    expect(await commitPaths(fake.open(), 'main')).toEqual(['b.py', 'a.py', 'c.py'])
    expect(await commitPaths(fake.open(), 'empty')).toEqual([])
  })
})

describe('compareCommits()', () => {
  it('lists commits and paths, old names of moved files too, and says where GitHub cut a list', async () => {
    await using fake = await FakeGitHub.start()
    const comparison = {
      status: 'ahead',
      total_commits: 2,
      commits: [sent('1'), sent('2')],
      files: [{ filename: 'src/train.py' }, { filename: 'b.py', previous_filename: 'a.py' }],
    }
    fake.state.comparisons.set('base...head', comparison)
    expect(await compareCommits(fake.open(), 'base', 'head')).toMatchObject({
      status: 'ahead',
      commits: [{ subject: 'change 1' }, { subject: 'change 2' }],
      paths: ['src/train.py', 'b.py', 'a.py'],
      complete: true,
    })
    fake.state.comparisons.set('base...head', { ...comparison, total_commits: 300 })
    expect(await compareCommits(fake.open(), 'base', 'head')).toMatchObject({ complete: false })
    const files = Array.from({ length: 300 }, (_, index) => ({ filename: `f${index}` }))
    fake.state.comparisons.set('base...head', { ...comparison, files })
    expect(await compareCommits(fake.open(), 'base', 'head')).toMatchObject({ complete: false })
  })
})
