import {
  digestOf,
  formatModelJson,
  type Model,
  type ModelJson,
  type Output,
  parseProject,
  type RunRecord,
  SlipwayError,
} from '@slipway/core'
import { describe, expect, it } from 'vitest'
import type { Champion } from './champion.ts'
import { judgeModel } from './judge-model.ts'
import { handLedger } from './look-ledger.ts'
import type { ModelWork } from './model-work.ts'
import { rescoredClaims } from './rescored-claims.ts'

const model: Model =
  parseProject(`version: 1
stages:
  train: { cmd: python train.py, outs: [models/m.onnx], metrics: [eval/metrics.json] }
models:
  m:
    file: models/m.onnx
    metrics: [eval/metrics.json]
    gate: { metrics: { speed: { role: goal, direction: higher, margin: 1, judge: point } } }
`).models.get('m') ?? expect.fail()

const objects = new Map<string, Buffer>()
function stored(text: string): Output {
  const oid = digestOf(text)
  objects.set(oid, Buffer.from(text))
  return { kind: 'file', oid, bytes: text.length }
}
const reader = {
  readTree: async () => expect.fail(),
  readBytes: async (oid: string) => {
    const bytes = objects.get(oid)
    if (bytes) return bytes
    throw new SlipwayError('store/object-missing', 'external', `no ${oid}`)
  },
}
const run = { key: digestOf('key'), record: digestOf('record') }

/** A release of a model with this speed. */
function release(version: string, speed: number, anchor: ModelJson['anchor']): Champion {
  const json: ModelJson = {
    schema: 'slipway.model/v1',
    model: 'm',
    version,
    commit: 'a'.repeat(40),
    file: { path: 'models/m.onnx', kind: 'file', oid: digestOf(`model ${version}`), bytes: 1 },
    run,
    evaluation: null,
    evaluation_code: null,
    predictions: null,
    metrics: [{ path: 'eval/metrics.json', output: stored(JSON.stringify({ speed })) }],
    testset: null,
    data: [],
    verdict: digestOf('verdict'),
    gate: digestOf('gate'),
    ...(anchor === undefined ? {} : { anchor }),
    signature: null,
    golden: [],
    signoff: null,
  }
  const self = { version, model: json.file.oid, model_json: stored(formatModelJson(json)).oid }
  return { version, model: self.model, json, self, problem: undefined }
}

function work(speed: number): ModelWork {
  const ref = { key: run.key, digest: run.record, record: {} as RunRecord }
  return {
    model: { kind: 'file', oid: digestOf(`tried ${speed}`), bytes: 1 },
    run: ref,
    evaluation: undefined,
    predictions: undefined,
    metrics: [{ path: 'eval/metrics.json', output: stored(JSON.stringify({ speed })) }],
    golden: undefined,
    training: undefined,
    sweep: undefined,
    data: [],
    runs: [],
  }
}
const judge = (speed: number, champion: Champion) =>
  judgeModel({ model, challenger: work(speed), champion, rescored: undefined, reader, ledger: handLedger })

describe('judgeModel() and the anchor that the champion’s model.json names', () => {
  const old = release('v1.0.0', 10, null)
  const champion = release('v1.3.0', 9.2, old.self)
  it('holds the challenger against it', async () => {
    expect((await judge(8.9, champion)).verdict).toMatchObject({
      outcome: 'worse',
      metrics: { speed: { outcome: 'non-inferior' } },
      anchor: { version: 'v1.0.0', outcome: 'worse' },
    })
    expect((await judge(9, champion)).verdict).toMatchObject({
      outcome: 'non-inferior',
      anchor: { outcome: 'non-inferior' },
    })
    expect((await judge(8.9, release('v1.3.0', 9.2, null))).verdict.outcome).toBe('non-inferior')
  })
  it('cannot tell where the store has lost its model.json', async () => {
    const lost = { version: 'v1.0.0', model: digestOf('lost'), model_json: digestOf('lost too') }
    const { verdict } = await judge(9.2, release('v1.3.0', 9.2, lost))
    expect(verdict).toMatchObject({ outcome: 'cannot-tell', anchor: { version: 'v1.0.0' } })
    expect(verdict.reasons[0]).toMatch(/the store does not hold model\.json of v1\.0\.0/)
  })
  it('says that nobody kept it, of a release from before there were anchors', async () => {
    const { verdict } = await judge(9.2, release('v1.3.0', 9.2, undefined))
    expect(verdict.reasons.at(-1)).toMatch(/What v1\.3\.0 had lost when it was released is not known/)
  })
})

describe('rescoredClaims()', () => {
  const old = release('v1.0.0', 10, null)
  const champion = release('v1.3.0', 9.2, old.self)
  const record = { key: digestOf('again') } as RunRecord
  const records = new Map([[digestOf('record of it'), record]])
  const again = (of: ReturnType<typeof digestOf>) => ({
    model: of,
    evaluation: digestOf('record of it'),
    predictions: stored('predictions'),
  })
  const claim = (rescored: ReturnType<typeof again>, anchor: ReturnType<typeof again>) =>
    ({ rescored, rescored_anchor: anchor }) as unknown as Parameters<typeof rescoredClaims>[0]
  it('takes what was scored again of the champion and of its anchor, and of no other release', () => {
    const right = claim(again(champion.self?.model ?? expect.fail()), again(old.self?.model ?? expect.fail()))
    expect(rescoredClaims(right, records, champion)).toMatchObject({
      rescored: { evaluation: { key: record.key } },
      rescoredAnchor: { evaluation: { key: record.key } },
    })
    const swapped = claim(
      again(old.self?.model ?? expect.fail()),
      again(champion.self?.model ?? expect.fail()),
    )
    expect(rescoredClaims(swapped, records, champion)).toEqual({
      rescored: undefined,
      rescoredAnchor: undefined,
    })
    expect(rescoredClaims(right, new Map(), champion)).toEqual({
      rescored: undefined,
      rescoredAnchor: undefined,
    })
  })
})
