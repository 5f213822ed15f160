import { expect, it } from 'vitest'
import { Repository } from './repository.ts'
import { TEST_GIT_ENV, TemporaryRepository } from './testing/temporary-repository.ts'

const versions = async (temporary: TemporaryRepository, revisions: readonly string[] = []) => {
  const repository = await Repository.open(temporary.root, TEST_GIT_ENV)
  const found = await repository.fileVersions('*.slip', revisions)
  const texts = await Promise.all(
    found.map(async ({ path, oid }) => `${path}: ${(await repository.readBlob(oid)).trim()}`),
  )
  return texts.sort()
}

it('Repository.fileVersions() finds every version: of roots, branches, merges, tags, the stash and the index', async () => {
  using temporary = TemporaryRepository.create({
    'a.slip': 'root',
    'folder/b ü.slip': 'deep',
    'a.txt': 'other',
  })
  temporary.git('checkout', '--quiet', '-b', 'side')
  temporary.write('a.slip', 'side')
  temporary.commit('side')
  temporary.git('tag', 'kept')
  temporary.git('checkout', '--quiet', 'main')
  temporary.write('a.slip', 'main')
  temporary.commit('main')
  // A merge that takes none of the two sides, and forgets a branch that no ref leads to any more.
  temporary.git('merge', '--quiet', '--strategy=ours', '--no-commit', 'side')
  temporary.write('a.slip', 'merge')
  temporary.commit('merge')
  temporary.git('branch', '--quiet', '--delete', '--force', 'side')
  temporary.write('a.slip', 'stashed')
  temporary.git('stash', '--quiet')
  temporary.git('rm', '--quiet', '-r', 'folder')
  temporary.commit('removed')
  temporary.write('a.slip', 'staged')
  temporary.git('add', 'a.slip')
  expect(await versions(temporary)).toEqual([
    'a.slip: main',
    'a.slip: merge',
    'a.slip: root',
    'a.slip: side',
    'a.slip: staged',
    'a.slip: stashed',
    'folder/b ü.slip: deep',
  ])
})

it('Repository.fileVersions() finds what only the reflog or a given revision leads to', async () => {
  using temporary = TemporaryRepository.create({ 'a.slip': 'one' })
  temporary.write('a.slip', 'two')
  const two = temporary.commit('two')
  temporary.git('reset', '--quiet', '--hard', 'HEAD~1')
  expect(await versions(temporary)).toEqual(['a.slip: one', 'a.slip: two'])
  temporary.git('reflog', 'expire', '--expire=now', '--all')
  temporary.git('update-ref', '-d', 'ORIG_HEAD')
  expect(await versions(temporary)).toEqual(['a.slip: one'])
  expect(await versions(temporary, [two])).toEqual(['a.slip: one', 'a.slip: two'])
})
