import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import {
  type Digest,
  digestOf,
  formatModelJson,
  type ModelJson,
  PROJECT_FILE,
  type Verdict,
} from '@slipway/core'
import { formatStageMessage, formatVersionMessage } from '@slipway/registry'
import { compareCommand } from '../compare-command.ts'
import { openStore } from '../open-workspace.ts'
import { runCommand } from '../run-command.ts'
import { TemporaryProject } from './temporary-project.ts'

/** Predictions of five models on the same rows, made for the end-to-end tests. */
const FIXTURES = resolve(import.meta.dirname, '../../../../test/e2e/fixtures/project/fixtures')
export type FixtureModel = 'base' | 'better' | 'worse' | 'tiny' | 'unsure'

export function predictionsFile(model: FixtureModel): string {
  return join(FIXTURES, `predictions-${model}-r1.parquet`)
}

const PROJECT = `
stages:
  train:
    cmd: mkdir -p models && cp model.txt models/model.bin
    deps: [model.txt]
    params: { params.yaml: [train] }
    outs: [models/model.bin]
  evaluate:
    cmd: mkdir -p eval && cp "${FIXTURES}/predictions-$(cat models/model.bin)-r1.parquet" eval/predictions.parquet && cp scores.json eval/metrics.json
    deps: [models/model.bin, scores.json]
    outs: [eval/predictions.parquet]
    metrics: [eval/metrics.json]
models:
  delay:
    file: models/model.bin
    predictions: eval/predictions.parquet
    gate:
      stage: prod
      metrics:
        roc_auc: { role: goal, margin: 0.01 }
        log_loss: { role: guard, margin: 0.01 }
`

const RUN = {
  stages: [],
  again: false,
  twice: false,
  dryRun: false,
  fresh: false,
  limitMinutes: undefined,
  noPush: false,
  base: undefined,
}

/** A project with one judged model, which is the name of a fixture; no Python. */
export class JudgedProject extends TemporaryProject {
  constructor() {
    super(PROJECT)
    this.write('.gitignore', 'models/\neval/\n.slipway/\n')
  }

  /** Writes a model, and commits it. @returns the commit */
  train(model: FixtureModel, scores: Readonly<Record<string, unknown>> = {}): string {
    this.write('model.txt', model)
    this.write('params.yaml', `train: { model: ${model} }\n`)
    this.write('scores.json', JSON.stringify(scores))
    return this.repository.commit(model)
  }

  /** Runs what the work tree says, into the shared store. @returns keys by stage */
  async runAll(env: Readonly<Record<string, string>> = {}): Promise<Readonly<Record<string, Digest>>> {
    const context = this.context()
    const { stages } = await this.run(runCommand, RUN, { env: { ...context.env, ...env } })
    return Object.fromEntries(stages.map(({ name, key }) => [name, key as Digest]))
  }

  /** Judges what was run against its champion, and keeps the verdict in the shared store. */
  async judge(): Promise<Verdict> {
    const values = { names: [], model: undefined, since: 'HEAD', html: undefined, markdown: undefined }
    const [verdict] = (await this.run(compareCommand, values)).verdicts
    if (!verdict) throw new Error('nothing was judged')
    await (await this.#store()).putVerdict(verdict)
    return verdict
  }

  /** Releases what was run, as `promote` and `deploy` do, with as much of model.json as is read. */
  async release(version: string, more: Partial<ModelJson> = {}): Promise<ModelJson> {
    const store = await this.#store()
    const file = (path: string) => {
      const bytes = readFileSync(this.path(path))
      return { kind: 'file' as const, oid: digestOf(bytes), bytes: bytes.length }
    }
    const model = file('models/model.bin')
    const run = { key: digestOf(`${version} run`), record: digestOf(`${version} record`) }
    const commit = this.repository.git('rev-parse', 'HEAD')
    const json: ModelJson = {
      schema: 'slipway.model/v1',
      model: 'delay',
      version,
      commit,
      file: { path: 'models/model.bin', ...model },
      run,
      evaluation: null,
      evaluation_code: null,
      predictions: file('eval/predictions.parquet'),
      metrics: [{ path: 'eval/metrics.json', output: file('eval/metrics.json') }],
      testset: null,
      data: [],
      verdict: digestOf(`${version} verdict`),
      gate: digestOf('gate'),
      signature: null,
      golden: [],
      signoff: null,
      ...more,
    }
    const modelJson = await store.writeBytes(Buffer.from(formatModelJson(json)))
    const digests = { model: json.file.oid, modelJson, ...run, run: run.key, verdict: json.verdict }
    this.#tag(`delay@${version}`, formatVersionMessage('delay', version, digests))
    const counter = this.repository.git('tag', '--list', 'delay#*').split('\n').filter(Boolean).length + 1
    const note = { version, model: json.file.oid, reason: undefined }
    this.#tag(`delay#prod#${counter}`, formatStageMessage('delay', 'prod', note))
    return json
  }

  /** Rewrites the project file, without a commit. */
  edit(change: (text: string) => string): void {
    this.write(PROJECT_FILE, change(readFileSync(this.path(PROJECT_FILE), 'utf8')))
  }

  #store(): ReturnType<typeof openStore> {
    return openStore(this.folder.url('remote'), { cwd: this.root, env: {} })
  }

  #tag(name: string, message: string): void {
    this.repository.git('tag', '--annotate', name, 'HEAD', '--message', message)
  }
}
