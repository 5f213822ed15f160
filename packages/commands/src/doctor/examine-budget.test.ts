import { describe, expect, it } from 'vitest'
import { examineBudget } from './examine-budget.ts'

const budget = { limit: 20, unit: 'EUR', environment: 'gpu-over-budget' }
const state = (...args: Parameters<typeof examineBudget>) =>
  examineBudget(...args).map((found) => found.state)

describe('examineBudget()', () => {
  it('fails where the environment of the budget is not there or asks nobody, and is content with a reviewer', () => {
    expect(state([], budget)).toEqual(['failed'])
    expect(state([{ name: 'gpu-over-budget', reviewers: 0 }], budget)).toEqual(['failed'])
    expect(state([{ name: 'gpu-over-budget', reviewers: 1 }], budget)).toEqual(['ok'])
  })

  it('says nothing of a budget that waits for nobody, and of environments that cannot be seen', () => {
    expect(state([], { ...budget, environment: undefined })).toEqual([])
    expect(state([], undefined)).toEqual([])
    expect(state(null, budget)).toEqual([])
  })
})
