import { describe, expect, it } from 'vitest'
import { parseProject } from './parse-project.ts'
import { gateDigest, type Model } from './project.ts'
import { isProjectError } from './project-issue.ts'

const file = (gate: string) => `version: 1
stages:
  train: { cmd: python train.py, outs: [models/m.onnx, eval/predictions.parquet] }
models:
  m:
    file: models/m.onnx
    predictions: eval/predictions.parquet
    gate:
${gate.replaceAll(/^/gm, '      ')}
      metrics: { roc_auc: { role: goal, margin: 0.01 } }
`
const gateOf = (text: string): Model => parseProject(file(text)).models.get('m') ?? expect.fail()
function issues(gate: string): string[] {
  try {
    parseProject(file(gate))
  } catch (error) {
    if (isProjectError(error))
      return error.issues.map(({ member, nearest }) => `${member.slice(14)}${nearest ? ` → ${nearest}` : ''}`)
    throw error
  }
  return []
}

describe('slices of a gate', () => {
  it('are columns, crossings and bins', () => {
    const { gate } = gateOf(
      'slices: [carrier, [carrier, origin], { column: distance, bins: [500, 1500] }, { column: hour, bins: 4 }, [carrier, { column: hour, bins: 4 }]]',
    )
    expect(gate.slices).toHaveLength(5)
    expect(gate.slices[1]).toEqual(['carrier', 'origin'])
  })
  it('leave the digest of a gate as it was where a gate names columns only', () => {
    const plain = gateOf('slices: [carrier]')
    const { floors, findSlices, ...before } = plain.gate
    expect([floors, findSlices]).toEqual([undefined, undefined])
    expect(gateDigest(plain)).toBe(gateDigest({ ...plain, gate: before }))
    expect(gateDigest(gateOf('slices: [carrier]\nfind-slices: off'))).not.toBe(gateDigest(plain))
  })
  it('say what is wrong with them', () => {
    expect(issues('slices: [{ column: distance, bins: [1500, 500] }]')).toEqual(['slices.0'])
    expect(issues('slices: [[carrier, carrier]]')).toEqual(['slices.0'])
    expect(issues('slices: [{ column: distance, bins: 1 }]')).not.toEqual([])
  })
})

describe('floors of a gate', () => {
  it('name one slice, or each of a rule', () => {
    const floors = `floors:
  - { slice: { carrier: AA, distance: { from: 500, below: 1500 } }, metric: roc_auc, margin: 0.02 }
  - { each: [carrier, origin], metric: roc_auc, min: 0.6 }`
    expect(gateOf(floors).gate.floors).toHaveLength(2)
  })
  it('say what is wrong with them, all at once', () => {
    const floors = `floors:
  - { metric: roc_auc, margin: 0.02 }
  - { slice: { carrier: AA }, each: carrier, metric: roc_auc, margin: 0.02 }
  - { slice: { carrier: AA }, metric: roc_acu, margin: 0.02 }
  - { slice: { carrier: AA }, metric: roc_auc }
  - { slice: { distance: {} }, metric: roc_auc, min: 2, max: 1 }
  - { slice: { distance: { from: 2, below: 1 } }, metric: roc_auc, min: 1 }`
    expect(issues(floors)).toEqual([
      'floors.0',
      'floors.1',
      'floors.2.metric → roc_auc',
      'floors.3',
      'floors.4.slice.distance',
      'floors.4',
      'floors.5.slice.distance',
    ])
  })
})
