import type { RunAttempt } from '@slipway/core'
import { digestOf } from '@slipway/core'
import { sampleRecord } from '@slipway/store/testing'
import { describe, expect, it } from 'vitest'
import { renderAttempts } from './render-attempts.ts'

const first: RunAttempt = {
  producer: null,
  runner: 'gpu|1',
  started: '2026-01-01T00:00:00Z',
  seconds: 3600 * 5,
  gpu_seconds: 3600 * 5,
  resumed: null,
  ended: 'handed-over',
}
const second: RunAttempt = {
  ...first,
  started: '2026-01-01T05:20:00Z',
  seconds: 42,
  gpu_seconds: 42,
  resumed: { domain: 'pr-7', seq: 12, oid: digestOf('x') },
  ended: 'done',
}

function told(attempts: RunAttempt[] | undefined, state: 'ran' | 'restored' = 'ran') {
  const record = {
    ...sampleRecord({ seconds: 18_042 }),
    gpu_seconds: 18_042,
    ...(attempts ? { attempts } : {}),
  }
  const run = { record, digest: digestOf('r'), domain: 'main', shared: true } as const
  return { stage: 'train', state, run }
}

describe('renderAttempts()', () => {
  it('tells each attempt, and how long the next one waited', () => {
    expect(renderAttempts([told([first, second])]).split('\n')).toEqual([
      '### train: 2 attempts',
      '',
      '5 h 1 min of work in all, 5 h 1 min of GPU time.',
      '',
      '| Attempt | Runner | Waited | Went on from | Worked | Ended |',
      '|---:|---|---:|---|---:|---|',
      '| 1 | gpu&#124;1 |  | nothing | 5 h 0 min | handed-over |',
      '| 2 | gpu&#124;1 | 20 min | checkpoint 12 of pr-7 | 42 s | done |',
      '',
    ])
  })

  it('is empty where one attempt was enough, and for a run that was only restored', () => {
    expect(renderAttempts([told(undefined), told([first, second], 'restored')])).toBe('')
  })
})
