import { copyFileSync, readFileSync } from 'node:fs'
import { shortOf } from '@slipway/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareCommand } from './compare-command.ts'
import { JudgedProject, predictionsFile } from './testing/judged-project.ts'

let project: JudgedProject
let keys: Readonly<Record<'base' | 'better', Readonly<Record<string, `sha256:${string}`>>>>

beforeAll(async () => {
  project = new JudgedProject()
  project.train('base', { accuracy: 0.7 })
  const base = await project.runAll()
  await project.release('v1.0.0')
  project.repository.git('branch', 'release-1')
  project.train('better', { accuracy: 0.8 })
  // As a pull request's own jobs would have run it: in a domain that this machine does not read.
  keys = { base, better: await project.runAll({ SLIPWAY_DOMAIN: 'pr-7' }) }
  copyFileSync(predictionsFile('worse'), project.path('worse.parquet'))
  project.write('old.json', '{"accuracy": 0.7, "note": "a text"}')
  project.write('new.json', '{"accuracy": 0.8}')
  project.write('broken.txt', 'no predictions')
})
afterAll(() => project[Symbol.dispose]())

const compare = (names: readonly string[], model?: string) =>
  project.run(compareCommand, { names, model, since: 'HEAD', html: undefined, markdown: undefined })
const key = (of: 'base' | 'better', stage: string) => keys[of][stage] ?? 'sha256:'

describe('slipway compare A B', () => {
  it.each([
    ['commits', () => ['HEAD~1', 'HEAD']],
    ['a branch and the work tree', () => ['release-1', '.']],
    ['a release and a commit', () => ['delay@v1.0.0', 'main']],
    ['a stage and the work tree', () => ['delay#prod', '.']],
    ['an assignment and a run of the evaluation', () => ['delay#prod#1', shortOf(key('better', 'evaluate'))]],
    [
      'a full key and a run that trained',
      () => [key('base', 'evaluate'), key('better', 'train').slice(7, 19)],
    ],
  ])('compares %s as the engine does', async (_, words) => {
    const names = words()
    const { verdicts, compared } = await compare(names)
    expect(verdicts).toHaveLength(1)
    // The sealed rows are not asked by hand, so it cannot say "better"; what the open rows say is shown.
    expect(verdicts[0]).toMatchObject({ model: 'delay', mode: 'sealed', outcome: 'cannot-tell', look: null })
    expect(verdicts[0]?.metrics.roc_auc?.estimate?.difference).toBeCloseTo(0.0837, 3)
    expect(verdicts[0]?.metrics.roc_auc?.sealed).toBe('not-shown')
    expect(compared?.baseline).not.toBe(compared?.challenger)
  })

  it('proves harm by the open rows: exit status 1, and names both sides', async () => {
    const result = await compare(['delay#prod', 'worse.parquet'])
    expect(result.verdicts[0]).toMatchObject({ outcome: 'worse', challenger: { run: null } })
    expect(compareCommand.exitCode?.(result)).toBe(1)
    expect(result.compared).toEqual({ baseline: 'delay@v1.0.0', challenger: 'worse.parquet' })
    expect(result.text).toMatch(/delay@v1\.0\.0 +worse\.parquet/)
    const better = await compare(['worse.parquet', 'delay#prod'])
    expect(compareCommand.exitCode?.(better)).toBe(10)
  })

  it('writes the HTML report of it', async () => {
    const html = project.path('report.html')
    await project.run(compareCommand, {
      names: ['HEAD~1', '.'],
      model: undefined,
      since: 'HEAD',
      html,
      markdown: undefined,
    })
    expect(readFileSync(html, 'utf8')).toContain('<title>work tree against HEAD~1, in this repository')
  })

  it('calls the same bytes unchanged: exit status 0', async () => {
    const result = await compare(['worse.parquet', './worse.parquet'])
    expect(result.verdicts[0]?.outcome).toBe('unchanged')
    expect(compareCommand.exitCode?.(result)).toBe(0)
  })

  it('shows numbers of two metrics files, and never judges them', async () => {
    const { verdicts } = await compare(['old.json', 'new.json'])
    expect(verdicts[0]).toMatchObject({ outcome: 'cannot-tell', champion: { predictions: null } })
    expect(verdicts[0]?.metrics.accuracy?.estimate).toMatchObject({ champion: 0.7, challenger: 0.8 })
  })

  it('says what changed between two commits', async () => {
    const { report } = await compare(['HEAD~1', 'HEAD'])
    expect(report.models[0]?.changes.params).toEqual([
      { file: 'params.yaml', key: 'train.model', before: 'base', after: 'better' },
    ])
    expect(report.models[0]?.changes.code).toEqual(['model.txt', 'scores.json'])
  })

  it('refuses a word that is two things, and says how to tell them apart', async () => {
    project.repository.git('branch', 'worse.parquet')
    const short = shortOf(key('base', 'evaluate'))
    project.repository.git('tag', short)
    await expect(compare(['worse.parquet', '.'])).rejects.toMatchObject({
      code: 'compare/name-ambiguous',
      hint: expect.stringMatching(/"\.\/worse\.parquet" .*"worse\.parquet~0"/),
    })
    await expect(compare([short, '.'])).rejects.toMatchObject({
      code: 'compare/name-ambiguous',
      hint: expect.stringContaining('"sha256:'),
    })
    project.repository.git('branch', '--delete', '--force', 'worse.parquet')
    project.repository.git('tag', '--delete', short)
    expect((await compare(['worse.parquet', '.'])).verdicts).toHaveLength(1)
  })

  it.each([
    ['a word that is nothing', ['nothing', '.'], 'compare/name-unknown'],
    ['a model that is nearly named', ['dely', '.'], 'compare/name-unknown', 'the model "delay"'],
    ['a version that was not released', ['delay@v9.0.0', '.'], 'compare/name-unknown'],
    ['a model that nobody released', ['delays#prod', '.'], 'registry/unknown-model', '"delay"'],
    ['a file that is no predictions', ['broken.txt', '.'], 'judge/metrics-invalid'],
    ['a model that is not in the project', ['HEAD', '.'], 'judge/model-unknown', undefined, 'other'],
  ])('refuses %s', async (_, names, code, hint?: string, model?: string) => {
    const failed = compare(names, model)
    await expect(failed).rejects.toMatchObject({
      code,
      ...(hint === undefined ? {} : { hint: expect.stringContaining(hint) }),
    })
  })

  it('refuses predictions without the columns that they need, naming them', async () => {
    const table = 'packages/compare/src/fixtures/arrow-nested-p.parquet'
    copyFileSync(`${import.meta.dirname}/../../../${table}`, project.path('columns.parquet'))
    await expect(compare(['delay#prod', 'columns.parquet'])).rejects.toMatchObject({
      code: 'compare/side-unreadable',
      message: expect.stringContaining('column'),
    })
  })

  it('refuses a commit that nobody ran', async () => {
    project.train('unsure')
    await expect(compare(['delay#prod', 'HEAD'])).rejects.toMatchObject({
      code: 'judge/not-run',
      hint: expect.stringContaining('slipway run'),
    })
    await project.runAll()
    expect((await compare(['delay#prod', 'HEAD'])).verdicts).toHaveLength(1)
  })

  it('refuses a release whose bytes the store does not have', async () => {
    await project.release('v1.1.0', {
      predictions: { kind: 'file', oid: `sha256:${'0'.repeat(64)}`, bytes: 7 },
    })
    await expect(compare(['delay@v1.1.0', '.'])).rejects.toMatchObject({ code: 'compare/side-unreadable' })
  })
})

describe('slipway compare', () => {
  it('takes words that are all models for models', async () => {
    const { compared, verdicts } = await compare(['delay'])
    expect(compared).toBeNull()
    expect(verdicts[0]?.baseline_kind).toBe('champion')
    await expect(compare(['dely'])).rejects.toMatchObject({ code: 'judge/model-unknown' })
  })
})
