import { describe, expect, it } from 'vitest'
import { isUnsafeCheckout, planCheckout, planRefspecs } from './checkout-refs.ts'

const SHA = 'a'.repeat(40)
const neither = { branch: false, tag: false }

describe('planRefspecs()', () => {
  it.each([
    [{ ref: 'refs/heads/main', commit: SHA }, 1, false, [`+${SHA}:refs/remotes/origin/main`]],
    [{ ref: 'refs/pull/4/merge', commit: SHA }, 1, false, [`+${SHA}:refs/remotes/pull/4/merge`]],
    [{ ref: 'refs/tags/v1', commit: SHA }, 1, false, ['+refs/tags/v1:refs/tags/v1']],
    [{ ref: 'refs/tags/v1', commit: SHA }, 1, true, ['+refs/tags/*:refs/tags/*']],
    [{ ref: '', commit: SHA }, 1, false, [SHA]],
    [{ ref: 'refs/data/x', commit: '' }, 1, false, ['+refs/data/x:refs/data/x']],
    [
      { ref: 'v1', commit: '' },
      1,
      false,
      ['+refs/heads/v1*:refs/remotes/origin/v1*', '+refs/tags/v1*:refs/tags/v1*'],
    ],
    [
      { ref: 'refs/pull/4/merge', commit: SHA },
      0,
      false,
      [
        '+refs/heads/*:refs/remotes/origin/*',
        '+refs/tags/*:refs/tags/*',
        `+${SHA}:refs/remotes/pull/4/merge`,
      ],
    ],
  ])('%j, depth %i, tags %j', (source, depth, tags, expected) => {
    expect(planRefspecs(source, depth, tags)).toEqual(expected)
  })
})

describe('planCheckout()', () => {
  it('makes a branch of a branch, and detaches for all else', () => {
    expect(planCheckout({ ref: 'refs/heads/a/b', commit: SHA }, neither)).toEqual([
      '-B',
      'a/b',
      'refs/remotes/origin/a/b',
    ])
    expect(planCheckout({ ref: 'refs/pull/4/merge', commit: SHA }, neither)).toEqual([
      'refs/remotes/pull/4/merge',
    ])
    expect(planCheckout({ ref: 'refs/tags/v1', commit: SHA }, neither)).toEqual(['refs/tags/v1'])
    expect(planCheckout({ ref: '', commit: SHA }, neither)).toEqual([SHA])
    expect(planCheckout({ ref: 'v1', commit: '' }, { branch: true, tag: true })).toEqual([
      '-B',
      'v1',
      'refs/remotes/origin/v1',
    ])
    expect(planCheckout({ ref: 'v1', commit: '' }, { branch: false, tag: true })).toEqual(['refs/tags/v1'])
    expect(() => planCheckout({ ref: 'v1', commit: '' }, neither)).toThrow("name 'v1' could not be found")
  })
})

describe('isUnsafeCheckout()', () => {
  const base = { id: 1 }
  const fork = { id: 2, full_name: 'Eve/models' }
  const wanted = { repository: 'ada/models', ref: '', commit: '' }
  const target = (head: unknown) => ({
    name: 'pull_request_target',
    payload: {
      repository: base,
      pull_request: { head: { sha: SHA, repo: head }, merge_commit_sha: 'b'.repeat(40) },
    },
  })

  it.each([
    ['the head commit', { commit: SHA }],
    ['the merge commit', { commit: 'b'.repeat(40) }],
    ['the pull ref', { ref: 'refs/pull/1/merge' }],
    ['the fork', { repository: 'eve/MODELS', ref: 'main' }],
  ])('%s of a fork is unsafe, and of the repository itself is not', (_, what) => {
    expect(isUnsafeCheckout(target(fork), { ...wanted, ...what })).toBe(true)
    expect(isUnsafeCheckout(target({ id: 1, full_name: 'ada/models' }), { ...wanted, ...what })).toBe(false)
  })

  it('another commit is not, nor is anything in an event without rights of the base', () => {
    expect(isUnsafeCheckout(target(fork), { ...wanted, commit: 'c'.repeat(40) })).toBe(false)
    const pull = { ...target(fork), name: 'pull_request' }
    expect(isUnsafeCheckout(pull, { ...wanted, commit: SHA })).toBe(false)
  })
})
