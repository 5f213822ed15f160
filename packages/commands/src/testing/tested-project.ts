import { readFileSync } from 'node:fs'
import { digestOf, formatModelJson } from '@slipway/core'
import { logisticModel } from '@slipway/onnx/testing'
import { formatStageMessage, formatVersionMessage } from '@slipway/registry'
import { runCommand } from '../run-command.ts'
import { TemporaryProject } from './temporary-project.ts'

/** The models of fixtures/make_fixtures.py. */
export const MODELS = {
  champion: logisticModel([1.2, -0.8, 0.1], -0.2),
  challenger: logisticModel([1.5, -1, 0], -0.3),
  /** Other bytes that say what the champion says. */
  lookalike: logisticModel([1.2, -0.8, 0.1, 0].slice(0, 3), -0.20000001),
} as const

const ANY = digestOf('')
const fixture = (name: string) => readFileSync(new URL(`../model-tests/fixtures/${name}`, import.meta.url))

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

/** A project with one small ONNX model, "risk", its predictions and its features. */
export class TestedProject extends TemporaryProject {
  /** @param tests YAML of `tests`, and whatever stands beside it in the model, each line indented by four blanks */
  constructor(tests: string, model: Uint8Array = MODELS.challenger, predictions = 'challenger') {
    super(PROJECT + tests)
    this.write('.gitignore', '/build\n/models\n/eval\n')
    this.write('in/features.csv', fixture('features.csv'))
    this.become(model, predictions)
  }

  /** Another model with what it predicts. */
  become(model: Uint8Array, predictions: string): void {
    this.write('in/model.onnx', model)
    this.write('in/predictions.parquet', fixture(`${predictions}.parquet`))
    this.repository.commit('model')
  }

  async runStages(): Promise<void> {
    await this.run(runCommand, RUN)
  }

  /** Makes the model of now the holder of "prod". */
  async release(version: string, counter: number): Promise<void> {
    await this.runStages()
    const model = readFileSync(this.path('models/risk.onnx'))
    const predictions = readFileSync(this.path('eval/predictions.parquet'))
    const text = formatModelJson({
      schema: 'slipway.model/v1',
      model: 'risk',
      version,
      commit: this.repository.git('rev-parse', 'HEAD'),
      file: { path: 'models/risk.onnx', kind: 'file', oid: digestOf(model), bytes: model.length },
      run: { key: ANY, record: ANY },
      evaluation: null,
      evaluation_code: null,
      predictions: { kind: 'file', oid: digestOf(predictions), bytes: predictions.length },
      metrics: [],
      testset: null,
      data: [],
      verdict: ANY,
      gate: ANY,
      signature: null,
      golden: [],
      signoff: null,
    })
    const { openWorkspace } = await import('../open-workspace.ts')
    await (await openWorkspace(this.context())).remote?.writeBytes(Buffer.from(text))
    const digests = { model: digestOf(model), modelJson: digestOf(text), run: ANY, record: ANY, verdict: ANY }
    this.repository.git('tag', '-a', `risk@${version}`, '-m', formatVersionMessage('risk', version, digests))
    const stage = formatStageMessage('risk', 'prod', { version, model: digestOf(model) })
    this.repository.git('tag', '-a', `risk#prod#${counter}`, '-m', stage)
  }
}

const PROJECT = `
stages:
  train:
    cmd: "mkdir -p models && cp in/model.onnx models/risk.onnx"
    deps: [in/model.onnx]
    outs: [models/risk.onnx]
  evaluate:
    cmd: "mkdir -p eval build && cp in/predictions.parquet eval && cp in/features.csv build"
    deps: [in/predictions.parquet, in/features.csv, models/risk.onnx]
    outs: [eval/predictions.parquet, build/features.csv]
models:
  risk:
    file: models/risk.onnx
    predictions: eval/predictions.parquet
    gate:
      metrics:
        log_loss: { role: goal, margin: 0.05 }
    features: { table: build/features.csv, columns: [age, income, visits] }
`
