import { describe, expect, it } from 'vitest'
import { foldTags } from './fold-tags.ts'
import { planDeployment } from './plan-deployment.ts'
import { type LoggedTag, tagLog } from './testing/tag-log.ts'

const deploy = (version: string, basis: number, ...tags: readonly LoggedTag[]) =>
  planDeployment({ registry: foldTags(tagLog(...tags)), model: 'm', stage: 'prod', version, basis })

const V1: LoggedTag = ['m@v1.0.0', 'a']
const V2: LoggedTag = ['m@v1.1.0', 'b']
const V3: LoggedTag = ['m@v1.2.0', 'c']

describe('planDeployment()', () => {
  it('deploys a promoted version, on its commit, with the next counter of the model', () => {
    expect(deploy('v1.0.0', 0, V1)).toEqual({
      kind: 'deploy',
      tag: 'm#prod#1',
      commit: 'a',
      counter: 1,
      version: 'v1.0.0',
      from: null,
    })
    expect(deploy('v1.1.0', 4, V1, ['m#prod#1', 'a'], ['m#dev#4', 'a'], V2)).toMatchObject({
      kind: 'deploy',
      tag: 'm#prod#5',
      commit: 'b',
      from: 'v1.0.0',
    })
  })

  it('does nothing where the version holds the stage already', () => {
    expect(deploy('v1.0.0', 0, V1, ['m#prod#1', 'a'])).toMatchObject({ kind: 'nothing', code: 'holder' })
  })

  it('yields where a newer version took the stage while it waited', () => {
    expect(deploy('v1.1.0', 1, V1, ['m#prod#1', 'a'], V2, V3, ['m#prod#2', 'c'])).toMatchObject({
      kind: 'yield',
      code: 'overtaken',
    })
  })

  it('does not yield to an older version that only went first', () => {
    expect(deploy('v1.2.0', 1, V1, ['m#prod#1', 'a'], V2, V3, ['m#prod#2', 'b'])).toMatchObject({
      kind: 'deploy',
      tag: 'm#prod#3',
      from: 'v1.1.0',
    })
  })

  it('yields where the stage was rolled back, or emptied, while it waited', () => {
    const waiting = [V1, ['m#prod#1', 'a'], V2, ['m#prod#2', 'b'], V3] as const
    expect(deploy('v1.2.0', 2, ...waiting)).toMatchObject({ kind: 'deploy' })
    expect(deploy('v1.2.0', 2, ...waiting, ['m#prod#3', 'a'])).toMatchObject({
      kind: 'yield',
      code: 'moved-back',
    })
    expect(deploy('v1.2.0', 2, ...waiting, ['m#prod!#3', 'b'])).toMatchObject({
      kind: 'yield',
      code: 'moved-back',
    })
    // Asked for after that, it is a fresh decision.
    expect(deploy('v1.2.0', 3, ...waiting, ['m#prod#3', 'a'])).toMatchObject({
      kind: 'deploy',
      tag: 'm#prod#4',
    })
  })

  it('does not mind what happened to other stages or models meanwhile', () => {
    expect(
      deploy(
        'v1.1.0',
        1,
        V1,
        ['m#prod#1', 'a'],
        V2,
        V3,
        ['m#dev#2', 'c'],
        ['m#dev!#3', 'c'],
        ['n#prod!#9', 'a'],
      ),
    ).toMatchObject({
      kind: 'deploy',
      tag: 'm#prod#4',
    })
  })

  it('refuses a version that held the stage and was replaced, as when an old release is run again', () => {
    const replaced = [V1, ['m#prod#1', 'a'], V2, ['m#prod#2', 'b']] as const
    expect(deploy('v1.0.0', 0, ...replaced)).toMatchObject({ kind: 'refused', code: 'replaced' })
    expect(deploy('v1.0.0', 2, ...replaced)).toMatchObject({ kind: 'refused', code: 'replaced' })
    expect(deploy('v1.1.0', 3, ...replaced, ['m#prod#3', 'a'])).toMatchObject({
      kind: 'refused',
      code: 'replaced',
    })
  })

  it('refuses a version older than the one that holds the stage', () => {
    expect(deploy('v1.0.0', 1, V1, V2, ['m#prod#1', 'b'])).toMatchObject({ kind: 'refused', code: 'older' })
  })

  it('refuses a version that is unknown or was taken back', () => {
    expect(deploy('v9.0.0', 0, V1)).toMatchObject({ kind: 'refused', code: 'unknown-version' })
    expect(deploy('v1.0.0', 0)).toMatchObject({ kind: 'refused', code: 'unknown-version' })
    expect(deploy('v1.0.0', 0, V1, ['m@v1.0.0!', 'a'])).toMatchObject({ kind: 'refused', code: 'taken-back' })
  })
})
