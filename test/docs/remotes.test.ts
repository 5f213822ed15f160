import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { codeBlocks } from './code-blocks.ts'

interface Statement {
  readonly Effect: 'Allow' | 'Deny'
  readonly Action: string | readonly string[]
  readonly Resource?: string | readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

const page = readFileSync(new URL('../../docs/guides/remotes.md', import.meta.url), 'utf8')
const [pullRequests, defaultBranch] = codeBlocks(page)
  .filter(({ language }) => language === 'json')
  .map(({ text }) => (JSON.parse(text) as { Statement: readonly Statement[] }).Statement)

/** Whether a policy lets a request pass, by the rules of IAM that the page needs: a denial wins, `*` is any text. */
function allows(
  policy: readonly Statement[] | undefined,
  action: string,
  path: string,
  isConditional: boolean,
): boolean {
  const resource = path === '' ? 'arn:aws:s3:::my-bucket' : `arn:aws:s3:::my-bucket/my-project/${path}`
  const matches = (patterns: string | readonly string[] | undefined, text: string) =>
    [patterns ?? []].flat().some((pattern) => {
      const parts = pattern.split('*').map((part) => part.replace(/[.?+^$()[\]{}|\\/]/g, '\\$&'))
      return new RegExp(`^${parts.join('.*')}$`).test(text)
    })
  // The one condition of the page: the request would create an object, and names no condition of its own.
  const applies = ({ Condition }: Statement) => Condition === undefined || !isConditional
  const hits = (effect: Statement['Effect']) =>
    (policy ?? []).some(
      (each) =>
        each.Effect === effect &&
        matches(each.Action, action) &&
        matches(each.Resource, resource) &&
        applies(each),
    )
  return hits('Allow') && !hits('Deny')
}

const BLOB = `o/ab/ab${'0'.repeat(62)}`
const KEY = `ab/ab${'0'.repeat(62)}/1`

describe('the policies of docs/guides/remotes.md', () => {
  it('let both roles do what a run does: look, read, create blobs, trees and own records', () => {
    for (const [policy, own] of [
      [pullRequests, `runs/pr-7/${KEY}`],
      [pullRequests, `ckpt/pr-7/${KEY}`],
      [defaultBranch, `runs/main/${KEY}`],
      [defaultBranch, `ckpt/main/${KEY}`],
      [defaultBranch, `verdicts/delay/${KEY}`],
    ] as const) {
      expect(allows(policy, 's3:ListBucket', '', false)).toBe(true)
      for (const path of ['format', BLOB, `t/${KEY}`, own, 'o/doctor/1']) {
        expect([path, allows(policy, 's3:PutObject', path, true)]).toEqual([path, true])
        expect([path, allows(policy, 's3:GetObject', path, false)]).toEqual([path, true])
      }
      expect(allows(policy, 's3:AbortMultipartUpload', BLOB, false)).toBe(true)
      expect(allows(policy, 's3:DeleteObject', 'o/doctor/1', false)).toBe(true)
    }
  })

  it('let each role remove its own checkpoints, and no others', () => {
    expect(allows(pullRequests, 's3:DeleteObject', `ckpt/pr-7/${KEY}`, false)).toBe(true)
    expect(allows(pullRequests, 's3:DeleteObject', `ckpt/main/${KEY}`, false)).toBe(false)
    expect(allows(defaultBranch, 's3:DeleteObject', `ckpt/main/${KEY}`, false)).toBe(true)
  })

  it('let a pull request neither decide, nor delete, nor write over anything', () => {
    for (const path of [
      `ckpt/main/${KEY}`,
      `runs/main/${KEY}`,
      `runs/dev/${KEY}`,
      `verdicts/delay/${KEY}`,
      'verdicts/doctor/1',
    ]) {
      expect([path, allows(pullRequests, 's3:PutObject', path, true)]).toEqual([path, false])
    }
    for (const path of ['format', BLOB, `t/${KEY}`, `runs/pr-7/${KEY}`]) {
      expect([path, allows(pullRequests, 's3:PutObject', path, false)]).toEqual([path, false])
      expect([path, allows(pullRequests, 's3:DeleteObject', path, false)]).toEqual([path, false])
    }
  })

  it('let the default branch mend objects, and write over no record', () => {
    expect(allows(defaultBranch, 's3:PutObject', BLOB, false)).toBe(true)
    for (const path of [`runs/main/${KEY}`, `verdicts/delay/${KEY}`]) {
      expect([path, allows(defaultBranch, 's3:PutObject', path, false)]).toEqual([path, false])
      expect([path, allows(defaultBranch, 's3:DeleteObject', path, false)]).toEqual([path, false])
    }
  })
})
