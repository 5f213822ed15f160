import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runnerEntry } from './runner-entry.ts'

it('runnerEntry() is the source in the repository, and the built entry beside or above the chunk', () => {
  expect(runnerEntry()).toBe(join(import.meta.dirname, 'runner-process.ts'))
  const dist = mkdtempSync(join(tmpdir(), 'slipway-dist-'))
  mkdirSync(join(dist, 'chunks'))
  expect(() => runnerEntry(dist)).toThrow(expect.objectContaining({ code: 'onnx/entry-missing' }))
  writeFileSync(join(dist, 'runner-process.js'), '')
  expect([runnerEntry(dist), runnerEntry(join(dist, 'chunks'))]).toEqual(
    Array(2).fill(join(dist, 'runner-process.js')),
  )
  rmSync(dist, { recursive: true })
})
