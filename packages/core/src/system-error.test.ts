import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { exitCodeOf } from './slipway-error.ts'
import { systemRefusal } from './system-error.ts'

function thrown(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

it('systemRefusal() knows what a machine refuses, which is no bug', () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-test-'))
  const refusal = thrown(() => readFileSync(folder))
  expect(systemRefusal(refusal)).toBe('EISDIR: illegal operation on a directory, read')
  expect(exitCodeOf(refusal)).toBe(3)
  rmSync(folder, { recursive: true })
})

it('systemRefusal() leaves a file that should have been there, and every other error, a bug', () => {
  for (const error of [thrown(() => readFileSync('/nowhere/at/all')), new TypeError('x'), 'x', undefined]) {
    expect(systemRefusal(error)).toBeUndefined()
    expect(exitCodeOf(error)).toBe(70)
  }
})
