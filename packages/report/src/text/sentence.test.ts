import { expect, it } from 'vitest'
import { sentence } from './sentence.ts'

it('sentence() begins with a capital and ends with a stop, and leaves identifiers alone', () => {
  expect(
    ['the gate changes', 'roc_auc is gone', 'Done.', 'really?', '', 'x'].map((text) => sentence(text, 100)),
  ).toEqual(['The gate changes.', 'roc_auc is gone.', 'Done.', 'really?', '', 'x.'])
  expect(sentence('a long one', 5)).toBe('A lo…')
})
