import { describe, expect, it } from 'vitest'
import { azurePolicy, type Deed, gcsPolicy, type Role, s3Policy } from './cloud-policies.ts'

const BLOB = `o/ab/ab${'0'.repeat(62)}`
const KEY = `ab/ab${'0'.repeat(62)}/1`
const LOOK = 'looks/delay/00000001'
/** What is named by its content, or is a hint: the default branch may mend it. */
const MENDABLE = [BLOB, BLOB.replace('o', 'k'), BLOB.replace('o', 't'), BLOB.replace('o', 'x')]

describe.each([
  ['s3', s3Policy()],
  ['gcs', gcsPolicy()],
  ['azure', azurePolicy()],
] as const)('the policies of docs/guides/remotes/%s.md', (_, may) => {
  const expectAll = (role: Role, deed: Deed, paths: readonly string[], expected: boolean) => {
    for (const path of paths)
      expect([role, deed, path, may(role, deed, path)]).toEqual([role, deed, path, expected])
  }

  it('let both roles do what a run does: look, read, create objects and own records', () => {
    for (const [role, own] of [
      ['pull requests', [`runs/pr-7/${KEY}`, `ckpt/pr-7/${KEY}`]],
      [
        'default branch',
        [`runs/main/${KEY}`, `ckpt/main/${KEY}`, `verdicts/delay/${KEY}`, LOOK, 'verdicts/doctor/1'],
      ],
    ] as const) {
      expectAll(role, 'list', [''], true)
      expectAll(role, 'read', ['format', ...MENDABLE, `runs/main/${KEY}`, `verdicts/delay/${KEY}`], true)
      expectAll(role, 'create', ['format', ...MENDABLE, ...own, 'o/doctor/1'], true)
      expectAll(role, 'delete', ['o/doctor/1'], true)
    }
    expectAll('default branch', 'delete', ['verdicts/doctor/1'], true)
  })

  it('let each role remove its own checkpoints, and no others', () => {
    expectAll('pull requests', 'delete', [`ckpt/pr-7/${KEY}`], true)
    expectAll('pull requests', 'delete', [`ckpt/main/${KEY}`], false)
    expectAll('default branch', 'delete', [`ckpt/main/${KEY}`], true)
  })

  it('let a pull request neither decide, nor delete, nor write over anything', () => {
    const foreign = [
      `runs/main/${KEY}`,
      `runs/dev/${KEY}`,
      `verdicts/delay/${KEY}`,
      'verdicts/doctor/1',
      `ckpt/main/${KEY}`,
      LOOK,
    ]
    const own = ['format', ...MENDABLE, `runs/pr-7/${KEY}`]
    expectAll('pull requests', 'create', foreign, false)
    for (const deed of ['overwrite', 'delete'] as const)
      expectAll('pull requests', deed, [...own, ...foreign], false)
  })

  it('let the default branch mend objects, and write over no record', () => {
    expectAll('default branch', 'overwrite', MENDABLE, true)
    const records = [`runs/main/${KEY}`, `runs/pr-7/${KEY}`, `verdicts/delay/${KEY}`, LOOK]
    for (const deed of ['overwrite', 'delete'] as const) expectAll('default branch', deed, records, false)
    expectAll('default branch', 'create', [`runs/pr-7/${KEY}`], false)
  })
})
