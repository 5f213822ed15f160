import { defineErrors } from '@slipway/core'
import { Store } from '@slipway/store'
import { HookedBackend, MemoryBackend, type Operation } from '@slipway/store/testing'
import { describe, expect, it } from 'vitest'
import { examineStore } from './examine-store.ts'
import { roleOf } from './judge-rights.ts'

const refused = defineErrors({ 'store/access-denied': 'external', 'store/credentials-missing': 'usage' })

/** What a role of docs/guides/remotes.md may do. */
type Policy = (operation: Operation, path: string) => boolean

const reads: Policy = (operation) => ['size', 'read', 'list'].includes(operation)
const pullRequests: Policy = (operation, path) =>
  reads(operation, path) ||
  (operation === 'putIfAbsent' && /^(format$|[oktx]\/|runs\/pr-)/.test(path)) ||
  (operation === 'delete' && path.startsWith('o/doctor/'))
const defaultBranch: Policy = (operation, path) =>
  pullRequests(operation, path) ||
  (operation === 'putIfAbsent' && /^(runs\/main|verdicts)\//.test(path)) ||
  (operation === 'put' && /^[oktx]\//.test(path)) ||
  (operation === 'delete' && path.startsWith('verdicts/doctor/'))

function storeUnder(policy: Policy): { remote: Store; backend: MemoryBackend } {
  const backend = new MemoryBackend()
  const guarded = new HookedBackend(backend, (operation, path) => {
    if (!policy(operation, path)) throw refused('store/access-denied', `Cannot ${operation} "${path}"`)
  })
  return { remote: new Store(guarded), backend }
}

const examine = async (policy: Policy, role: Parameters<typeof examineStore>[1]) => {
  const { remote, backend } = storeUnder(policy)
  const { findings, rights } = await examineStore({ remote }, role)
  return {
    said: findings.map(({ state, what }) => `${state}: ${what}`),
    may: rights.filter(({ may }) => may).map(({ what }) => what),
    left: [...backend.objects.keys()].filter((path) => path !== 'format'),
  }
}

describe('examineStore()', () => {
  it('finds each role in its own job as it should be, and leaves nothing that it may delete', async () => {
    expect(await examine(pullRequests, 'pull request')).toEqual({
      said: [
        'ok: memory:store can be read and written',
        'ok: a job of a pull request may do what it should, and nothing else',
      ],
      may: ['create objects'],
      left: [],
    })
    expect(await examine(defaultBranch, 'default branch')).toEqual({
      said: [
        'ok: memory:store can be read and written',
        'ok: a job of the default branch may do what it should, and nothing else',
      ],
      may: ['create objects', 'write over objects', 'record runs of the default branch', 'store verdicts'],
      left: ['runs/main/doctor/probe'],
    })
  })

  it('fails for each right that a pull request’s job has too much, and each that the default branch lacks', async () => {
    const all = await examine(() => true, 'pull request')
    expect(all.said.slice(1)).toEqual(
      [
        'write over objects',
        'record runs of the default branch',
        'store verdicts',
        'delete objects',
        'plan collections',
      ].map((what) => `failed: a job of a pull request may ${what}`),
    )
    expect(all.left).toEqual([])
    expect((await examine(pullRequests, 'default branch')).said.slice(1)).toEqual(
      ['write over objects', 'record runs of the default branch', 'store verdicts'].map(
        (what) => `failed: a job of the default branch may not ${what}`,
      ),
    )
  })

  it('warns a person whose credential does both, and only them', async () => {
    expect((await examine(() => true, 'person')).said[1]).toMatch(/^warning: this credential writes both/)
    expect((await examine(pullRequests, 'person')).said).toHaveLength(1)
  })

  it('says why a store cannot be used, and tries nothing else', async () => {
    const remote = new Store(
      new HookedBackend(new MemoryBackend(), () => {
        throw refused('store/credentials-missing', 'Cannot use the store: no credentials')
      }),
    )
    const { findings, rights } = await examineStore({ remote }, 'pull request')
    expect(findings).toMatchObject([{ state: 'failed', what: expect.stringContaining('no credentials') }])
    expect(rights).toEqual([])
  })
})

it('roleOf() takes a job for that of the default branch only on it, and never one of a pull request', () => {
  const job = { GITHUB_ACTIONS: 'true', GITHUB_REF: 'refs/heads/main' }
  expect(roleOf({}, 'main')).toBe('person')
  expect(roleOf({ ...job, GITHUB_EVENT_NAME: 'push' }, 'main')).toBe('default branch')
  expect(roleOf({ ...job, GITHUB_EVENT_NAME: 'workflow_run' }, 'main')).toBe('default branch')
  expect(roleOf({ ...job, GITHUB_EVENT_NAME: 'pull_request' }, 'main')).toBe('pull request')
  expect(roleOf({ ...job, GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/heads/try' }, 'main')).toBe(
    'pull request',
  )
})
