import { describe, expect, it } from 'vitest'
import { compareCommand } from './compare-command.ts'
import { testCommand } from './test-command.ts'
import { MODELS, TestedProject } from './testing/tested-project.ts'

const all = { models: [], again: false, base: undefined }
type Tests = Awaited<ReturnType<typeof testCommand.run>>
const told = ({ models }: Tests) =>
  models.flatMap(({ tests }) => tests.map(({ kind, name, outcome }) => `${kind}, ${name}: ${outcome}`))

const CASES = `test,case,age,income,visits,expect
young,a,-3,0,0,0
young,,3,0,0,1
visits mean nothing,b,0.5,0.2,0,
visits mean nothing,b,,,5,same
age,c,0,0,0,0.3..0.6
age,c,1,,,higher
`

describe('slipway test', { timeout: 60_000 }, () => {
  it('asks cases, compares the file with its predictions, and repeats it in other ways', async () => {
    using project = new TestedProject(`
    tests:
      behaviour: { cases: [tests/cases.csv] }
      parity: { reference: reference }
      determinism: {}
      size: { max: 1MB }
`)
    project.write('tests/cases.csv', CASES)
    project.repository.commit('cases')
    await project.runStages()
    const result = await project.run(testCommand, all)
    expect(told(result)).toEqual([
      'behaviour, young: holds',
      'behaviour, visits mean nothing: holds',
      'behaviour, age: holds',
      'parity, largest difference from the predictions: holds',
      'parity, labels other than the predictions: holds',
      'parity, largest difference from the training framework: holds',
      'parity, labels other than the training framework: holds',
      'determinism, the same rows twice: holds',
      'determinism, two threads: holds',
      'determinism, requests of 7 rows: holds',
      'determinism, requests of one row: holds',
      'size, bytes: holds',
    ])
    expect(testCommand.exitCode?.(result)).toBe(0)
    expect(result.models[0]).toMatchObject({ champion: null, measured: true, results: { model: 'risk' } })
    expect(result.models[0]?.results?.parity).toMatchObject({ predictions: { rows: 800, flipped: 0 } })
    // The same question needs no second answer; a changed case is another question.
    expect((await project.run(testCommand, all)).models[0]?.measured).toBe(false)
    project.write('tests/cases.csv', CASES.replace('young,,3,0,0,1', 'young,,3,0,0,0'))
    const changed = await project.run(testCommand, all)
    expect(changed.models[0]).toMatchObject({ measured: true })
    expect(changed.models[0]?.tests[0]).toMatchObject({
      outcome: 'worse',
      challenger: 0.5,
      reason: 'In "young", 1 of 2 cases fails: row 2 expects 0 and gets 1.',
    })
    expect(testCommand.exitCode?.(changed)).toBe(1)
    expect(testCommand.render(changed, { colour: false, columns: 100 })).toContain('✘ worse')
  })

  it('tells an export that is not the model, and predictions that are not of the file', async () => {
    using project = new TestedProject(
      '    tests: { parity: { reference: reference } }\n',
      MODELS.challenger,
      'broken',
    )
    await project.runStages()
    const [predictions, labels, reference, flipped] =
      (await project.run(testCommand, all)).models[0]?.tests ?? []
    expect([predictions?.outcome, labels?.outcome]).toEqual(['holds', 'holds'])
    expect(reference).toMatchObject({ outcome: 'worse', max: 1e-5 })
    expect(reference?.challenger).toBeGreaterThan(0.1)
    expect(flipped?.outcome).toBe('worse')
    project.become(MODELS.champion, 'challenger')
    await project.runStages()
    expect(told(await project.run(testCommand, all)).slice(0, 2)).toEqual([
      'parity, largest difference from the predictions: worse',
      'parity, labels other than the predictions: worse',
    ])
  })

  it('makes a verdict worse, or one that cannot tell, and never better', async () => {
    using project = new TestedProject(
      `
    tests:
      behaviour: { cases: [tests/cases.csv] }
`,
      MODELS.champion,
      'champion',
    )
    project.write('tests/cases.csv', 'age,income,visits,expect\n3,0,0,1\n')
    await project.release('v1.0.0', 1)
    project.become(MODELS.challenger, 'challenger')
    await project.runStages()
    const compare = async () =>
      (
        await project.run(compareCommand, {
          names: [],
          model: undefined,
          since: 'HEAD',
          html: undefined,
          markdown: undefined,
        })
      ).verdicts[0]
    // Nobody ran them: what would pass does not.
    expect(await compare()).toMatchObject({ outcome: 'cannot-tell', tests: [{ outcome: 'cannot-tell' }] })
    const tested = await project.run(testCommand, all)
    expect(tested.models[0]).toMatchObject({ champion: 'v1.0.0' })
    const before = await compare()
    expect(before?.tests).toMatchObject([{ outcome: 'holds', champion: 0 }])
    project.write('tests/cases.csv', 'age,income,visits,expect\n3,0,0,0\n')
    await project.run(testCommand, all)
    const after = await compare()
    expect(after?.tests?.[0]?.reason).toContain('row 1 expects 0 and gets 1')
    expect(after).toMatchObject({ outcome: 'worse', tests: [{ outcome: 'worse' }] })
    expect(after?.reasons[0]).toBe(after?.tests?.[0]?.reason)
    expect(after?.gate).toBe(before?.gate)
  })

  it('measures latency and memory beside the champion', async () => {
    using project = new TestedProject(
      `
    tests:
      latency: { margin: 1000, max: 10, seconds: 1 }
      memory: { margin: 10 }
      size: { margin: 1.1 }
`,
      MODELS.champion,
      'champion',
    )
    await project.release('v1.0.0', 1)
    project.become(MODELS.challenger, 'challenger')
    await project.runStages()
    const [model] = (await project.run(testCommand, all)).models
    expect(model?.champion).toBe('v1.0.0')
    const latency = model?.results?.latency
    if (!latency || 'problem' in latency) throw new Error('latency was not measured')
    expect(latency.challenger.rounds).toHaveLength(30)
    expect(latency.control?.first.rounds).toHaveLength(30)
    expect(latency.requests % 20).toBe(0)
    const outcomes = Object.fromEntries(
      model?.tests.map(({ kind, name, outcome }) => [`${kind} ${name}`, outcome]) ?? [],
    )
    expect(outcomes).toMatchObject({
      'size ratio to the champion': 'holds',
      'memory ratio to the champion': 'holds',
      'latency p95': 'holds',
    })
    // A noisy machine may fail the control; it never says worse of a thousandfold margin.
    expect(outcomes['latency p95 beside the champion']).toMatch(/^(?:holds|cannot-tell)$/)
  })

  it('measures what missing and shifted columns cost, what columns are worth, and gaps between groups', async () => {
    using project = new TestedProject(
      `
    tests:
      robustness: { missing: false, shift: 1, max: 0.0001 }
      importance: { groups: { money: [income, visits] }, repeats: 3 }
      fairness: { by: [group], max: 0.9 }
`,
      MODELS.champion,
      'champion',
    )
    await project.release('v1.0.0', 1)
    project.become(MODELS.challenger, 'challenger')
    await project.runStages()
    const [model] = (await project.run(testCommand, all)).models
    expect(told({ models: model ? [model] : [] })).toEqual([
      'robustness, shifted columns: worse',
      'fairness, selection rate by group: holds',
      'fairness, true positive rate by group: holds',
      'fairness, false positive rate by group: holds',
    ])
    const { robustness, importance } = model?.results ?? {}
    if (!robustness || 'problem' in robustness || !importance || 'problem' in importance)
      throw new Error('not measured')
    // The challenger does not look at visits.
    const dropOf = (column: string) => robustness.drops.find((each) => each.column === column)?.drop
    expect(dropOf('visits')).toBe(0)
    expect(dropOf('age')).toBeGreaterThan(0.02)
    expect(importance).toMatchObject({ metric: 'log_loss', split: 'tune', rows: 400, repeats: 3 })
    expect(importance.features.map(({ name }) => name)).toEqual(['money', 'age'])
    const age = importance.features.find(({ name }) => name === 'age')
    expect(age?.challenger.mean).toBeGreaterThan(0.1)
    expect(age?.champion?.mean).toBeGreaterThan(0.1)
    expect(age?.challenger.standard_error).toBeGreaterThan(0)
    const again = (await project.run(testCommand, { ...all, again: true })).models[0]
    expect(again?.results).toEqual(model?.results)
  })

  it('takes a model that answers no number without a column for worse', async () => {
    using project = new TestedProject('    tests: { robustness: { max: 100 } }\n')
    await project.runStages()
    const [missing] = (await project.run(testCommand, all)).models[0]?.tests ?? []
    expect(missing).toMatchObject({ outcome: 'worse', name: 'missing columns' })
    expect(missing?.reason).toContain('the model answers no number')
  })

  it('says what is missing, and keeps the other tests', async () => {
    using project = new TestedProject(`
    tests:
      behaviour: { cases: [tests/none.csv] }
      size: {}
`)
    await project.runStages()
    const [behaviour, size] = (await project.run(testCommand, all)).models[0]?.tests ?? []
    expect(behaviour).toMatchObject({ outcome: 'cannot-tell' })
    expect(behaviour?.reason).toContain('tests/none.csv')
    expect(size).toMatchObject({ outcome: 'shown', challenger: MODELS.challenger.length })
    project.write('in/model.onnx', 'no model')
    await project.runStages()
    const broken = (await project.run(testCommand, all)).models[0]?.tests ?? []
    // The size of what is no model is known all the same.
    expect(broken.map(({ outcome }) => outcome)).toEqual(['cannot-tell', 'shown'])
  })

  it('refuses a model that asks for nothing, and one that was not run', async () => {
    using project = new TestedProject('')
    await expect(project.run(testCommand, all)).rejects.toMatchObject({ code: 'test/none-asked' })
    using other = new TestedProject('    tests: { size: {} }\n')
    await expect(other.run(testCommand, all)).rejects.toMatchObject({ code: 'judge/not-run' })
    await expect(other.run(testCommand, { ...all, models: ['rsik'] })).rejects.toMatchObject({
      code: 'judge/model-unknown',
    })
  })
})
