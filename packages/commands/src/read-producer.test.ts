import { expect, it } from 'vitest'
import { readProducer } from './read-producer.ts'

const ENV = {
  GITHUB_ACTIONS: 'true',
  GITHUB_REPOSITORY_ID: '1',
  GITHUB_RUN_ID: '2',
  GITHUB_RUN_ATTEMPT: '3',
  GITHUB_SHA: 'b'.repeat(40),
  GITHUB_EVENT_NAME: 'push',
  GITHUB_WORKFLOW_REF: 'w',
}

it('readProducer() names the commit of the event where no pull request started the run', () => {
  expect(readProducer(ENV)?.head_sha).toBe('b'.repeat(40))
  expect(readProducer({ ...ENV, GITHUB_EVENT_PATH: '/nowhere' })?.head_sha).toBe('b'.repeat(40))
})

it.each([
  ['outside of Actions', { GITHUB_ACTIONS: undefined }],
  ['without a number', { GITHUB_RUN_ID: 'x' }],
  ['without a commit', { GITHUB_SHA: 'main' }],
])('readProducer() names no run %s', (_, change) => {
  expect(readProducer({ ...ENV, ...change })).toBeNull()
})
