import type { PlanWarning } from '@slipway/pipeline'
import { expect, it } from 'vitest'
import { warnAboutPlan } from './warn-about-plan.ts'

function warned(warnings: readonly Pick<PlanWarning, 'kind' | 'stage'>[]): string[] {
  const lines: string[] = []
  warnAboutPlan(
    warnings.map((each) => ({ ...each, message: `${each.kind} of ${each.stage}`, location: undefined })),
    { warn: (line) => lines.push(line) },
  )
  return lines
}

it('warnAboutPlan() passes warnings on, and those of many stages without a lock as one', () => {
  expect(warned([])).toEqual([])
  expect(warned([{ kind: 'environment', stage: 'a' }])).toEqual(['environment of a'])
  const many = Array.from({ length: 7 }, (_, index) => ({ kind: 'environment' as const, stage: `s${index}` }))
  const lines = warned([...many, { kind: 'import', stage: 'a' }])
  expect(lines).toHaveLength(2)
  expect(lines[0]).toMatch(/^7 stages .*s0, s1, s2, s3, s4 and 2 more/)
  expect(lines[1]).toBe('import of a')
})
