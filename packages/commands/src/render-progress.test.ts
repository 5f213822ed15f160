import { expect, it } from 'vitest'
import { renderProgress } from './render-progress.ts'

it('renderProgress() shows amount, rate and what is left, in a unit that people read', () => {
  expect(renderProgress(2 << 20, 8 << 20, 'bytes', 2)).toBe('2.0 MiB of 8.0 MiB, 1.0 MiB/s, 6 s left')
  expect(renderProgress(10, 6010, 'files', 10)).toBe('10 files of 6010 files, 1 files/s, 1 h 40 min left')
  expect(renderProgress(1, 721, 'stages', 1)).toBe('1 stages of 721 stages, 1 stages/s, 12 min left')
  expect(renderProgress(5, undefined, undefined, 1)).toBe('5, 5/s')
  expect(renderProgress(0, 10, undefined, 1)).toBe('0 of 10, 0/s')
})
