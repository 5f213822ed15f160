import { expect, it } from 'vitest'
import { nearestName } from './nearest-name.ts'

it('nearestName() finds a name with few edits, a swap counting one, and nothing far away', () => {
  const names = ['roc_auc', 'log_loss', 'accuracy']
  expect(nearestName('roc_acu', names)).toBe('roc_auc')
  expect(nearestName('LOGLOSS', names)).toBe('log_loss')
  expect(nearestName('precision', names)).toBeUndefined()
  expect(nearestName('ab', ['ac', 'ad'])).toBe('ac')
  expect(nearestName('x', [])).toBeUndefined()
})
