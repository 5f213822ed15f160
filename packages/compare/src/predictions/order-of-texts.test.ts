import { describe, expect, it } from 'vitest'
import { Random } from '../testing/random.ts'
import { orderOfTexts } from './order-of-texts.ts'

describe('orderOfTexts()', () => {
  const sorted = (texts: string[]) => Array.from(orderOfTexts(texts), (row) => texts[row])
  it('is the order of code units, with and without a prefix that all share', () => {
    const random = new Random(5)
    for (const letters of ['ab', 'aé\u00ff', 'aāĀ\uffff', '\0a'])
      for (const prefix of ['', 'flight-', 'ĀĀĀĀ']) {
        const texts = Array.from({ length: 300 }, () => {
          const length = random.below(12)
          return prefix + Array.from({ length }, () => letters[random.below(letters.length)]).join('')
        })
        expect(sorted(texts)).toEqual(texts.toSorted())
      }
  })
  it('takes no texts, empty ones, and equal ones', () => {
    expect(sorted([])).toEqual([])
    expect(sorted(['', 'b', '', 'a'])).toEqual(['', '', 'a', 'b'])
  })
})
