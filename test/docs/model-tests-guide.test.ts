// What the guide on model tests tells people to type is typed here, in its order, with the project and the cases that it shows.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { logisticModel } from '@slipway/onnx/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { codeBlocks } from './code-blocks.ts'
import { typedCommands, typeInShell } from './typed-commands.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const blocks = codeBlocks(readFileSync(join(root, 'docs', 'guides', 'model-tests.md'), 'utf8'))
const fixtures = join(root, 'packages', 'commands', 'src', 'model-tests', 'fixtures')

let folder: string
let project: string

/** The page's trainer and evaluation stand for any: here shell scripts copy what fixtures/make_fixtures.py made. */
const scripts = (given: string) => ({
  'train.py': `mkdir -p models && cp '${given}/risk.onnx' models\n`,
  'evaluate.py': `mkdir -p eval build && cp '${given}/predictions.parquet' eval && cp '${given}/features.csv' build\n`,
})

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-model-tests-')))
  project = join(folder, 'project')
  for (const path of ['project/src', 'project/tests', 'bin', 'given'])
    mkdirSync(join(folder, path), { recursive: true })
  const given = join(folder, 'given')
  writeFileSync(join(given, 'risk.onnx'), logisticModel([1.5, -1, 0], -0.3))
  cpSync(join(fixtures, 'challenger.parquet'), join(given, 'predictions.parquet'))
  cpSync(join(fixtures, 'features.csv'), join(given, 'features.csv'))
  const slipway = `#!/bin/sh\nexec node '${join(root, 'packages', 'cli', 'src', 'main.ts')}' "$@"\n`
  writeFileSync(join(folder, 'bin', 'slipway'), slipway, { mode: 0o755 })
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('guide on model tests: its commands work in their order, with what it shows', async () => {
  const shown = (start: string) => blocks.find(({ text }) => text.startsWith(start))?.text ?? ''
  const yaml = shown('# slipway.yaml\n').replaceAll('cmd: python ', 'cmd: sh ')
  writeFileSync(join(project, 'slipway.yaml'), yaml)
  writeFileSync(join(project, 'tests', 'cases.csv'), shown('test,case,'))
  for (const [name, text] of Object.entries(scripts(join(folder, 'given'))))
    writeFileSync(join(project, 'src', name), text)
  writeFileSync(join(project, '.gitignore'), '/build\n/models\n/eval\n/*.json\n/*.txt\n')
  const lines = ['git init --quiet --initial-branch=main', ...typedCommands(blocks)]
  const said = await typeInShell(lines, { cwd: project, path: [join(folder, 'bin')] })
  expect(said).toContain('all 2 cases hold')
  expect(said).toContain('There is no champion beside which the latency could be measured')
  const [model] = JSON.parse(readFileSync(join(project, 'tests.json'), 'utf8')).models
  const outcomes = Object.groupBy(
    model.tests as { kind: string; name: string; outcome: string }[],
    ({ outcome }) => outcome,
  )
  expect(outcomes.worse ?? []).toEqual([])
  expect(outcomes['cannot-tell']?.map(({ kind }) => kind)).toEqual(['size', 'latency'])
  expect(new Set(outcomes.holds?.map(({ kind }) => kind))).toEqual(
    new Set(['behaviour', 'parity', 'determinism', 'size', 'fairness', 'robustness']),
  )
  expect(model).toMatchObject({ measured: false, results: { importance: { features: [{}, {}] } } })
  expect(readFileSync(join(project, 'comparison.txt'), 'utf8')).toContain('Model tests')
}, 60_000)
