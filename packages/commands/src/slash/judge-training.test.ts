import { describe, expect, it } from 'vitest'
import { judgeTraining, type TrainingFacts } from './judge-training.ts'
import { parseSlash } from './parse-slash.ts'

const [BASE, HEAD, MERGE] = ['a', 'b', 'c'].map((digit) => digit.repeat(40)) as [string, string, string]
const judge = (changes: Partial<TrainingFacts> = {}) =>
  judgeTraining({
    command: { kind: 'train', commit: HEAD },
    permission: 'write',
    pull: { number: 7, state: 'open', headSha: HEAD, mergeCommit: MERGE },
    mergeParents: [BASE, HEAD],
    ...changes,
  })
const pull = { number: 7, state: 'open', headSha: HEAD, mergeCommit: MERGE } as const

describe('parseSlash()', () => {
  it.each([
    [`/slipway train ${HEAD}`, { kind: 'train', commit: HEAD }],
    [`\n /slipway  train \`${HEAD.toUpperCase()}\`\nLooks sound.`, { kind: 'train', commit: HEAD }],
    ['/slipway train', { kind: 'train', commit: null }],
    [`/slipway train ${HEAD.slice(0, 12)}`, { kind: 'train', commit: null }],
    [`/slipway train ${HEAD} ${BASE}`, { kind: 'train', commit: null }],
    ['/slipway', { kind: 'unknown', word: '' }],
    ['/slipway deploy', { kind: 'unknown', word: 'deploy' }],
    [`> /slipway train ${HEAD}`, { kind: 'none' }],
    ['/slipways train', { kind: 'none' }],
    ['', { kind: 'none' }],
  ])('reads %j', (body, command) => {
    expect(parseSlash(body)).toEqual(command)
  })
})

describe('judgeTraining()', () => {
  it('starts the head that a person who may write has named, with its merge', () => {
    for (const permission of ['write', 'admin'])
      expect(judge({ permission })).toEqual({ start: { pull: 7, commit: HEAD, merge: MERGE } })
  })

  it.each<[string, Partial<TrainingFacts>, string]>([
    ['a stranger', { permission: 'none' }, 'only people who may write'],
    ['somebody who may read', { permission: 'read' }, 'only people who may write'],
    ['another word', { command: { kind: 'unknown', word: 'deploy' } }, 'the one command is'],
    ['an issue', { pull: undefined }, 'no pull request'],
    ['a closed pull request', { pull: { ...pull, state: 'closed' } }, 'closed'],
    ['no commit', { command: { kind: 'train', commit: null } }, `/slipway train ${HEAD}`],
    ['a commit that was the head', { command: { kind: 'train', commit: BASE } }, 'is not the head'],
    ['a pull request that does not merge', { pull: { ...pull, mergeCommit: null } }, 'no merge of'],
    ['the merge of an older head', { mergeParents: [BASE, BASE] }, 'no merge of'],
  ])('starts nothing for %s, and says why', (_who, changes, reason) => {
    expect(judge(changes)).toEqual({ refused: expect.stringContaining(reason) })
  })
})
