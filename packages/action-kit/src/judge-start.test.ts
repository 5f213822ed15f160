import { describe, expect, it } from 'vitest'
import { judgeStart } from './judge-start.ts'

const [SHA, HEAD, MERGE] = ['a', 'b', 'c'].map((digit) => digit.repeat(40)) as [string, string, string]
const JOB = {
  event: 'push',
  repository: 'acme/model',
  sha: SHA,
  headRepository: undefined,
  selfHosted: true,
  training: undefined,
}
const AT = (oid: string, ...parents: string[]) => ({ oid, parents })
const TRAINING = { pullRequest: 7, commit: HEAD, merge: MERGE }

describe('judgeStart()', () => {
  it("starts the run's own commit, and everything on a machine that is thrown away", () => {
    expect(judgeStart(JOB, AT(SHA))).toBeUndefined()
    expect(
      judgeStart({ ...JOB, event: 'pull_request', headRepository: 'acme/model' }, AT(SHA)),
    ).toBeUndefined()
    const strange = { ...JOB, event: 'issue_comment', headRepository: 'mo/model', selfHosted: false }
    expect(judgeStart(strange, AT(HEAD))).toBeUndefined()
  })

  it.each([
    ['fork', { event: 'pull_request', headRepository: 'mo/model' }, AT(SHA)],
    ['fork', { event: 'workflow_run', headRepository: null }, AT(SHA)],
    ['event', { event: 'pull_request_target', headRepository: 'acme/model' }, AT(SHA)],
    ['event', { event: 'issue_comment' }, AT(SHA)],
    ['commit', {}, AT(HEAD)],
    ['commit', {}, undefined],
    ['commit', { training: TRAINING }, AT(SHA)],
    ['commit', { training: TRAINING }, AT(HEAD)],
    ['commit', { training: { ...TRAINING, commit: SHA } }, AT(MERGE, SHA, HEAD)],
  ] as const)('refuses, because of the %s: %j in %j', (code, changes, checkedOut) => {
    expect(judgeStart({ ...JOB, ...changes }, checkedOut)).toMatchObject({ code })
  })

  it('starts the merge of the commit that a maintainer named', () => {
    expect(judgeStart({ ...JOB, training: TRAINING }, AT(MERGE, SHA, HEAD))).toBeUndefined()
  })
})
