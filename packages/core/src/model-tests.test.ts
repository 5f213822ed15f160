import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  formatModelTestResults,
  type ModelTestResults,
  parseModelTestResults,
  testKey,
  testSubject,
} from './model-tests.ts'

const { subjects } = JSON.parse(
  readFileSync(new URL('../../../docs/formats/vectors/model-tests.json', import.meta.url), 'utf8'),
)

describe('docs/formats/model-tests.md', () => {
  for (const { name, features, tests, subject, key } of subjects) {
    it(`testSubject() and testKey(): ${name}`, () => {
      const found = testSubject(
        { features: features ?? undefined, tests },
        subject.model,
        subject.champion,
        subject.inputs,
      )
      expect(found).toEqual(subject)
      expect(testKey(found)).toBe(key)
    })
  }

  it('parseModelTestResults() takes a measurement or a problem, and no member that the page does not name', () => {
    const results: ModelTestResults = {
      schema: 'slipway.model-tests/v1',
      model: 'm',
      subject: subjects[0].subject,
      machine: { runtime: 'r', platform: 'p', cpu: 'c', network: 'isolated' },
      size: { challenger: 10, champion: null },
      memory: { problem: 'it died' },
    }
    expect(parseModelTestResults(formatModelTestResults(results), 'x')).toEqual(results)
    for (const changed of [{ speed: {} }, { size: { challenger: -1, champion: null } }, { memory: {} }])
      expect(() => parseModelTestResults(JSON.stringify({ ...results, ...changed }), 'x')).toThrow(
        expect.objectContaining({ code: 'core/record-invalid' }),
      )
  })
})
