// Every piece of slipway.yaml in the guide on gates is read as a user would write it.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { type Model, parseProject } from '../../packages/core/src/index.ts'
import { codeBlocks } from './code-blocks.ts'

const guide = fileURLToPath(new URL('../../docs/guides/gate.md', import.meta.url))
const [whole = '', ...parts] = codeBlocks(readFileSync(guide, 'utf8'))
  .filter(({ language }) => language === 'yaml')
  .map(({ text }) => text)

/** The model of the guide with a piece put into it. */
function withPiece(piece: string): Model {
  const project = parse(whole)
  Object.assign(project.models['flight-delay'], parse(piece))
  return parseProject(stringify(project)).models.get('flight-delay') ?? expect.fail()
}

describe('guide on gates', () => {
  it('begins with a whole project file', () => {
    expect([...parseProject(whole).models.keys()]).toEqual(['flight-delay'])
    expect(parts.length).toBeGreaterThan(6)
  })
  it.each(parts.map((piece) => [piece.split('\n').slice(0, 2).join(' ').trim(), piece]))('%s', (_, piece) => {
    const keys = Object.keys(parse(piece))
    const model = withPiece(piece)
    for (const key of keys) expect(model[key as keyof Model]).toBeDefined()
  })
  it('names each key of the gate that decides', () => {
    const gates = parts.map((piece) => withPiece(piece).gate)
    expect(gates.some(({ slices }) => slices.length === 4)).toBe(true)
    expect(gates.some(({ floors }) => floors?.length === 3)).toBe(true)
    expect(readFileSync(guide, 'utf8')).toMatch(/on-cannot-tell/)
  })
})
