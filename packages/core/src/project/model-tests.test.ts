import { describe, expect, it } from 'vitest'
import { runsModel, tablesOfTests } from './model-tests.ts'
import { parseProject } from './parse-project.ts'
import { gateDigest } from './project.ts'
import { isProjectError } from './project-issue.ts'

const project = (model: string) => `version: 1
stages:
  train:
    cmd: python train.py
    outs: [models/m.onnx, build/features.parquet, eval/predictions.parquet]
models:
  m:
    file: models/m.onnx
    gate: { metrics: { roc_auc: { role: goal } } }
${model}`
const modelOf = (model: string) => parseProject(project(model)).models.get('m') ?? expect.fail()
const PREDICTIONS = '    predictions: eval/predictions.parquet\n'
const FEATURES = '    features: { table: build/features.parquet }\n'

/** Members that are wrong, with what was found. */
function found(model: string): readonly string[] {
  try {
    modelOf(model)
  } catch (error) {
    if (isProjectError(error)) return error.issues.map((issue) => `${issue.member}: ${issue.found}`)
    throw error
  }
  return []
}

describe('models.<name>.tests', () => {
  it('has defaults that let nothing pass: no case may fail, no label flips', () => {
    const { tests } = modelOf(
      `${PREDICTIONS}${FEATURES}    tests: { behaviour: { cases: [c.csv] }, parity: {}, latency: { margin: 1.1 }, robustness: {} }\n`,
    )
    expect(tests).toEqual({
      behaviour: { cases: ['c.csv'], tolerance: 1e-6, max: 0 },
      parity: { max: 1e-5, flipped: 0 },
      latency: { margin: 1.1, batch: 1, seconds: 60 },
      robustness: { missing: true },
    })
  })

  it('names what a kind lacks, a table that no stage makes, and limits that are none', () => {
    expect(found('    tests: { latency: {}, fairness: { by: [sex] } }\n')).toEqual([
      'models.m.tests.latency: "latency", and no "features"',
      'models.m.tests.fairness: "fairness", and no "predictions"',
    ])
    expect(found('    features: { table: build/none.parquet }\n').join()).toContain('models.m.features.table')
    expect(found('    tests: { size: { max: 12 } }\n').join()).toContain('models.m.tests.size.max')
    expect(found('    tests: { size: { margin: 0.9 } }\n').join()).toContain('models.m.tests.size.margin')
    expect(found('    tests: { speed: {} }\n').join()).toContain('unknown key "speed"')
    expect(found(`${PREDICTIONS}${FEATURES}    tests: { latency: {}, size: { max: 12MB } }\n`)).toEqual([])
  })

  it('is part of the gate’s identity, with the features that it reads; a model without tests has the identity that it had', () => {
    const digest = (model: string) => gateDigest(modelOf(model))
    expect(digest(`${FEATURES}`)).toBe(digest(''))
    const digests = [
      '',
      '    tests: {}\n',
      '    tests: { size: { max: 1MB } }\n',
      `${FEATURES}    tests: { size: { max: 1MB } }\n`,
    ]
    expect(new Set(digests.map(digest)).size).toBe(4)
  })
})

it('tablesOfTests() and runsModel() say what the tests of a model read and whether they run it', () => {
  const { features, tests } = modelOf(`${FEATURES}    tests: { behaviour: { cases: [c.csv, d.csv] } }\n`)
  expect(tablesOfTests({ features, tests })).toEqual(['build/features.parquet', 'c.csv', 'd.csv'])
  expect(runsModel(tests ?? {})).toBe(true)
  expect(runsModel({ fairness: undefined })).toBe(false)
  expect(runsModel(modelOf(`${PREDICTIONS}    tests: { fairness: { by: [sex] } }\n`).tests ?? {})).toBe(false)
})
