// gate-process.ts FOLDER [METRIC…]: what a gate does with two files of predictions, from bytes to verdict, by three metrics
// and these. Prints its outcome.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import { type CompareSide, compareModels, readPredictions } from '@slipway/compare'
import { digestOf, parseProject } from '@slipway/core'

const [folder = '.', ...more] = process.argv.slice(2)
const project = parseProject(`version: 1
stages:
  train: { cmd: train, outs: [model.onnx] }
  evaluate: { cmd: evaluate, deps: [model.onnx], outs: [predictions.parquet] }
models:
  model:
    file: model.onnx
    predictions: predictions.parquet
    gate:
      metrics:
        roc_auc: { role: goal, margin: 0.002 }
        log_loss: { role: guard, margin: 0.002 }
        brier_score_loss: { role: guard, margin: 0.002 }
${more.map((name) => `        ${name}: { role: guard, margin: 0.01 }\n`).join('')}`)
const model = project.models.get('model')
if (!model) throw new Error('the project lost its model')

const unpack = {
  ZSTD: (bytes: Uint8Array, size: number) => zstdDecompressSync(bytes, { maxOutputLength: size }),
}
const [champion, challenger] = await Promise.all(
  ['champion', 'challenger'].map(async (name): Promise<CompareSide> => {
    const predictions = await readPredictions(readFileSync(join(folder, `${name}.parquet`)), unpack, [])
    const side = { version: name === 'champion' ? 'v1.0.0' : null, model: digestOf(name) }
    return {
      side: { ...side, run: null, evaluation: null, predictions: null, metrics: null },
      predictions,
      values: {},
      evalcode: null,
    }
  }),
)
if (!champion || !challenger) throw new Error('a side is missing')
const verdict = compareModels({
  model,
  challenger,
  champion,
  baselineKind: 'champion',
  rescored: false,
  tool: 'bench',
  signoff: null,
})
console.log(verdict.outcome, verdict.reasons[0])
