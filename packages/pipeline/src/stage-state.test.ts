import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { KeyPreimage } from '@slipway/core'
import { afterAll, expect, it } from 'vitest'
import { readStageState, writeStageState } from './stage-state.ts'

const root = mkdtempSync(join(tmpdir(), 'slipway-state-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const PREIMAGE: KeyPreimage = {
  schema: 'slipway.run-key/v1',
  cmd: ['x'],
  wdir: '.',
  deps: { a: 'git:100644:00' },
  params: {},
  env: {},
  outs: ['y'],
}

it('writeStageState() keeps the last preimage of each stage, and writes an equal one once', () => {
  expect(readStageState(root, 's')).toBeUndefined()
  writeStageState(root, 's', PREIMAGE)
  expect(readStageState(root, 's')).toEqual(PREIMAGE)
  expect(readStageState(root, 'other')).toBeUndefined()
  const inode = () => statSync(join(root, '.slipway/state/s.json')).ino
  const before = inode()
  writeStageState(root, 's', { ...PREIMAGE })
  expect(inode()).toBe(before)
  writeStageState(root, 's', { ...PREIMAGE, cmd: ['z'] })
  expect(readStageState(root, 's')?.cmd).toEqual(['z'])
})

it.each([
  '{',
  '{}',
  'null',
  '{"schema":"slipway.run-key/v1","cmd":["x"],"outs":[],"deps":[],"params":{},"env":{}}',
])('readStageState() takes %s for nothing, and the next run writes over it', (text) => {
  mkdirSync(join(root, '.slipway/state'), { recursive: true })
  writeFileSync(join(root, '.slipway/state/s.json'), text)
  expect(readStageState(root, 's')).toBeUndefined()
  writeStageState(root, 's', PREIMAGE)
  expect(readStageState(root, 's')).toEqual(PREIMAGE)
})
