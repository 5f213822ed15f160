import type { RunStart } from '@slipway/core'
import { digestOf } from '@slipway/core'
import { sampleRecord } from '@slipway/store/testing'
import { describe, expect, it } from 'vitest'
import { renderStarts } from './render-starts.ts'

const first: RunStart = {
  producer: null,
  runner: 'gpu|1',
  started: '2026-01-01T00:00:00Z',
  seconds: 3600 * 5,
  gpu_seconds: 3600 * 5,
  resumed: null,
  ended: 'handed-over',
}
const second: RunStart = {
  ...first,
  started: '2026-01-01T05:20:00Z',
  seconds: 42,
  gpu_seconds: 42,
  resumed: { domain: 'pr-7', seq: 12, oid: digestOf('x') },
  ended: 'done',
}

function told(starts: RunStart[] | undefined, state: 'ran' | 'restored' = 'ran') {
  const record = {
    ...sampleRecord({ seconds: 18_042 }),
    gpu_seconds: 18_042,
    ...(starts ? { starts } : {}),
  }
  const run = { record, digest: digestOf('r'), domain: 'main', shared: true } as const
  return { stage: 'train', state, run }
}

describe('renderStarts()', () => {
  it('tells each start, and how long the next one waited', () => {
    expect(renderStarts([told([first, second])]).split('\n')).toEqual([
      '### train: 2 starts',
      '',
      '5 h 1 min of work in all, 5 h 1 min of GPU time.',
      '',
      '| Start | Runner | Waited | Went on from | Worked | Ended |',
      '|---:|---|---:|---|---:|---|',
      '| 1 | gpu&#124;1 |  | nothing | 5 h 0 min | handed-over |',
      '| 2 | gpu&#124;1 | 20 min | checkpoint 12 of pr-7 | 42 s | done |',
      '',
    ])
  })

  it('is empty where one start was enough, and for a run that was only restored', () => {
    expect(renderStarts([told(undefined), told([first, second], 'restored')])).toBe('')
  })
})
