import { describe, expect, it } from 'vitest'
import { foldTags } from './fold-tags.ts'
import { planRollback } from './plan-rollback.ts'
import { type LoggedTag, tagLog } from './testing/tag-log.ts'

const three: readonly LoggedTag[] = [
  ['m@v1.0.0', 'a'],
  ['m#prod#1', 'a'],
  ['m@v1.1.0', 'b'],
  ['m#prod#2', 'b'],
  ['m@v1.2.0', 'c'],
  ['m#prod#3', 'c'],
]
const back = (tags: readonly LoggedTag[], to?: string) =>
  planRollback(foldTags(tagLog(...tags)), 'm', 'prod', to)

describe('planRollback()', () => {
  it('goes back to the version that held the stage before', () => {
    expect(back(three)).toEqual({
      kind: 'rollback',
      tag: 'm#prod#4',
      commit: 'b',
      counter: 4,
      version: 'v1.1.0',
      from: 'v1.2.0',
    })
  })

  it('goes one further back the second time, never forward again', () => {
    expect(back([...three, ['m#prod#4', 'b']])).toMatchObject({ version: 'v1.0.0', from: 'v1.1.0' })
    expect(back([...three, ['m#prod#4', 'b'], ['m#prod#5', 'a']])).toMatchObject({
      kind: 'refused',
      code: 'no-previous',
    })
    // A new version on top makes the way back start there.
    expect(back([...three, ['m#prod#4', 'b'], ['m@v1.3.0', 'd'], ['m#prod#5', 'd']])).toMatchObject({
      version: 'v1.1.0',
    })
  })

  it('goes to a named version', () => {
    expect(back(three, 'v1.0.0')).toMatchObject({ kind: 'rollback', version: 'v1.0.0', tag: 'm#prod#4' })
    expect(back(three, 'v1.2.0')).toMatchObject({ kind: 'nothing', code: 'holder' })
  })

  it('passes over versions and assignments that were taken back, and refuses to name one', () => {
    expect(back([...three, ['m@v1.1.0!', 'b']])).toMatchObject({ version: 'v1.0.0' })
    expect(back([...three, ['m#prod!#4', 'b']])).toMatchObject({ version: 'v1.0.0' })
    expect(back([...three, ['m@v1.1.0!', 'b']], 'v1.1.0')).toMatchObject({
      kind: 'refused',
      code: 'taken-back',
    })
  })

  it('passes over a commit that was never registered', () => {
    expect(back([['m@v1.0.0', 'a'], ['m#prod#1', 'a'], ['m#prod#2', 'x'], ...three.slice(2)])).toMatchObject({
      version: 'v1.1.0',
    })
    expect(
      back([
        ['m@v1.0.0', 'a'],
        ['m#prod#1', 'a'],
        ['m#prod#2', 'x'],
      ]),
    ).toMatchObject({
      version: 'v1.0.0',
      from: null,
    })
  })

  it('refuses where nobody holds the stage, or the version is unknown', () => {
    expect(back([['m@v1.0.0', 'a']])).toMatchObject({ kind: 'refused', code: 'no-holder' })
    expect(back([['m@v1.0.0', 'a']], 'v1.0.0')).toMatchObject({ kind: 'rollback', tag: 'm#prod#1' })
    expect(back(three, 'v7.0.0')).toMatchObject({ kind: 'refused', code: 'unknown-version' })
  })

  it('throws for a model that is not in the registry', () => {
    expect(() => back([])).toThrow(expect.objectContaining({ code: 'registry/unknown-model' }))
  })
})
