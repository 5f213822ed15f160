import { describe, expect, it } from 'vitest'
import { parseDesiredState } from './parse-desired-state.ts'

const DIGEST = `sha256:${'a'.repeat(64)}`
const entry = { name: 'm', version: 'v1.0.0', digest: DIGEST, source: 'm.onnx' }
const state = (value: object) => JSON.stringify({ schema: 'slipway.serving/v1', models: [entry], ...value })

describe('parseDesiredState()', () => {
  it('reads YAML and JSON alike', () => {
    const yaml = `
schema: slipway.serving/v1
models:
  - { name: m, version: v1.0.0, digest: "${DIGEST}", source: m.onnx }
`
    expect(parseDesiredState(yaml, 'serving.yaml')).toEqual(parseDesiredState(state({}), 'serving.json'))
    expect(parseDesiredState(state({}), 'f')).toEqual({
      schema: 'slipway.serving/v1',
      models: [{ ...entry, stage: '' }],
    })
  })

  it('needs no source where there is a store', () => {
    const { source: _, ...bare } = entry
    expect(() => parseDesiredState(state({ models: [bare] }), 'f')).toThrow(/models\.0/)
    expect(parseDesiredState(state({ store: 'file:///s', models: [bare] }), 'f').store).toBe('file:///s')
  })

  it.each<[string, string]>([
    ['nothing', ''],
    ['no schema', JSON.stringify({ models: [] })],
    ['another schema', state({ schema: 'slipway.serving/v2' })],
    ['no models', JSON.stringify({ schema: 'slipway.serving/v1' })],
    ['an unknown member', state({ canary: 10 })],
    ['an unknown member of a model', state({ models: [{ ...entry, weight: 1 }] })],
    ['a short digest', state({ models: [{ ...entry, digest: 'sha256:abc' }] })],
    ['a name that is a path', state({ models: [{ ...entry, name: '../m' }] })],
    ['a version with a space', state({ models: [{ ...entry, version: 'v 1' }] })],
    ['a model twice', state({ models: [entry, { ...entry, version: 'v2' }] })],
    ['broken YAML', 'schema: [unclosed'],
    ['a key twice', 'schema: slipway.serving/v1\nmodels: []\nmodels: []\n'],
  ])('refuses %s', (_what, text) => {
    expect(() => parseDesiredState(text, 'serving.yaml')).toThrow(
      expect.objectContaining({
        code: 'serve/state-invalid',
        message: expect.stringContaining('serving.yaml'),
      }),
    )
  })

  it('says on which line the YAML breaks', () => {
    expect(() => parseDesiredState('schema: x\nmodels: [', 'f')).toThrow(
      expect.objectContaining({ location: { file: 'f', line: 2, column: expect.any(Number) } }),
    )
  })
})
