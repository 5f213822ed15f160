import { expect, it } from 'vitest'
import { formatGcPlan, type GcPlan, parseGcPlan } from './gc-plan.ts'

const plan: GcPlan = {
  schema: 'slipway.gc/v1',
  written: '2026-01-02T03:04:05Z',
  objects: ['o/aa/aa', 't/bb/bb'],
}
const text = '{"objects":["o/aa/aa","t/bb/bb"],"schema":"slipway.gc/v1","written":"2026-01-02T03:04:05Z"}'

it('formatGcPlan() and parseGcPlan() are each other’s inverse, in canonical JSON', () => {
  expect(formatGcPlan(plan)).toBe(text)
  expect(parseGcPlan(text, 'plan')).toEqual(plan)
})

it.each([
  ['another version', text.replace('/v1', '/v2')],
  ['a member that the page does not name', text.replace('{', '{"all":true,')],
  ['a path that is none', text.replace('"o/aa/aa"', '""')],
  ['no list', text.replace(/\[.*\]/, '"o/aa/aa"')],
  ['no JSON', 'o/aa/aa\n'],
])('parseGcPlan() refuses %s', (_, wrong) => {
  expect(() => parseGcPlan(wrong, 'plan')).toThrow(expect.objectContaining({ code: 'core/record-invalid' }))
})
