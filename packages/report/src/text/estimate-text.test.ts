import { describe, expect, it } from 'vitest'
import { estimate } from '../testing/verdict-parts.ts'
import { estimateText } from './estimate-text.ts'

describe('estimateText()', () => {
  it('rounds every number by the uncertainty of the difference', () => {
    expect(estimateText(estimate(0.75123, 0.76441, 0.0025))).toEqual({
      champion: '0.751',
      challenger: '0.764',
      difference: '+0.013',
      interval: '+0.008\u00a0…\u00a0+0.019',
    })
  })
  it('leaves empty what is not known', () => {
    expect(estimateText(estimate(null, 0.86, null))).toEqual({
      champion: '',
      challenger: '0.86',
      difference: '',
      interval: '',
    })
  })
  it('keeps the exponent and its number together', () => {
    expect(estimateText(estimate(null, 3.6e-7, null)).challenger).toBe('3.6e‑7')
  })
})
