import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { findRuntime, RUNTIME_VERSION } from './find-runtime.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-runtime-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('findRuntime() finds the tested version beside Slipway', () => {
  expect(findRuntime({ cwd: folder })).toMatchObject({ version: RUNTIME_VERSION, warning: undefined })
})

it('findRuntime() prefers the native pack, and warns of another version', () => {
  const path = join(folder, 'pack', 'node_modules', 'onnxruntime-node')
  mkdirSync(path, { recursive: true })
  writeFileSync(join(path, 'package.json'), '{"version": "1.24.3"}')
  expect(findRuntime({ cwd: folder, nativePack: 'pack' })).toEqual({
    path,
    version: '1.24.3',
    warning: expect.stringContaining('1.24.3'),
  })
})

it('findRuntime() does not look past a native pack that lacks it, and says how to install it', () => {
  expect(() => findRuntime({ cwd: folder, nativePack: folder })).toThrow(
    expect.objectContaining({
      code: 'onnx/runtime-missing',
      kind: 'usage',
      hint: expect.stringContaining('npm install --ignore-scripts onnxruntime-node@1.30.0'),
    }),
  )
})
