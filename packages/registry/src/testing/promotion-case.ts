import {
  type Claims,
  type DepId,
  type Digest,
  digestOf,
  formatRunRecord,
  type KeyPreimage,
  type Outcome,
  type RunRecord,
  runKey,
  type SignOff,
  type Verdict,
} from '@slipway/core'
import { foldTags } from '../fold-tags.ts'
import type { Evidence, PromotionFacts, ReviewedVerdict, StageKey, TreeKeys } from '../promotion-facts.ts'
import { formatVersionMessage } from '../tag-message.ts'
import { tagLog } from './tag-log.ts'

export const GATE = digestOf('gate')
export const CHAMPION = { version: 'v1.0.0', model: digestOf('champion') }
export const ACCEPTANCE: SignOff = { who: 'ada', when: '2026-03-01T12:00:00Z', why: 'it is the first' }
/** Git object ids of forty digits. */
export const oid = (letter: string) => letter.repeat(40)

export const CHAMPION_TAG = versionTag('m@v1.0.0', 'base', { model: CHAMPION.model })

/** A version tag with all its trailers. */
export function versionTag(
  name: string,
  commit: string,
  digests: { model: Digest; run?: Digest },
): readonly [string, string, string] {
  const message = formatVersionMessage('m', 'v', {
    modelJson: digestOf('model.json'),
    run: digestOf('another run'),
    record: digestOf('record'),
    verdict: digestOf('verdict'),
    ...digests,
  })
  return [name, commit, message.split('\n\n')[1] ?? '']
}

/** A tree with the stages train → evaluate of model "m"; what `code` says is the content of src/train.py. */
export interface Work {
  readonly stages: readonly [StageKey, StageKey]
  readonly model: Digest
  readonly records: ReadonlyMap<Digest, RunRecord>
  readonly run: Digest
  readonly evaluation: Digest
}

export function work(code = 'train', options: { lr?: number; attempt?: number } = {}): Work {
  const { lr = 0.1, attempt = 1 } = options
  const model = digestOf(`model of ${code} ${lr} ${attempt}`)
  const train = stage(
    'train',
    { 'src/train.py': `git:100644:${digestOf(code).slice(7, 47)}` },
    { lr },
    'model.onnx',
  )
  const evaluate = stage('evaluate', { 'model.onnx': model }, {}, 'predictions.parquet')
  const run = record(train, model, attempt)
  const evaluation = record(evaluate, digestOf(`predictions of ${model}`), attempt)
  return {
    stages: [train, evaluate],
    model,
    records: new Map([run, evaluation].map((entry) => [digestOf(formatRunRecord(entry)), entry])),
    run: digestOf(formatRunRecord(run)),
    evaluation: digestOf(formatRunRecord(evaluation)),
  }
}

function stage(
  name: string,
  deps: Record<string, DepId>,
  params: Record<string, number>,
  out: string,
): StageKey {
  const preimage: KeyPreimage = {
    schema: 'slipway.run-key/v1',
    cmd: [`python src/${name}.py`],
    wdir: '.',
    deps,
    params: Object.fromEntries(Object.entries(params).map(([key, value]) => [`params.yaml:${key}`, value])),
    env: {},
    outs: [out],
  }
  return { stage: name, key: runKey(preimage), preimage }
}

function record({ stage: name, key, preimage }: StageKey, output: Digest, attempt: number): RunRecord {
  return {
    schema: 'slipway.run/v1',
    stage: name,
    key,
    key_preimage: preimage,
    attempt,
    domain: 'pr-14',
    producer: null,
    outputs: { [preimage.outs[0] ?? '']: { kind: 'file', oid: output, bytes: 9 } },
    environment: { runner: 'hosted', os: 'linux', gpu: null, driver: null, image: null, tool: '0.1.0' },
    timing: { started: '2026-03-01T10:00:00Z', seconds: 41 },
    gpu_seconds: 0,
  }
}

export function keysOf({ stages }: Pick<Work, 'stages'>): TreeKeys {
  return { stages, run: stages[0].key, evaluation: stages[1].key }
}

export function evidenceOf(
  { stages, model, records, run, evaluation }: Work,
  overrides: Partial<Pick<Evidence, 'keys' | 'pullRequest' | 'event' | 'artifactId'>> & {
    trusted?: boolean
  } = {},
): Evidence {
  const { trusted = true, pullRequest = 14, event = 'pull_request', artifactId = 7 } = overrides
  const { keys = keysOf({ stages }) } = overrides
  const claims: Claims = {
    schema: 'slipway.claims/v1',
    repository: 'ada/flights',
    pull_request: pullRequest,
    head_sha: oid('d'),
    base_sha: oid('b'),
    commit_sha: oid('e'),
    tree: oid('f'),
    run_id: 8123,
    run_attempt: 1,
    trusted,
    records: [...records.keys()],
    stages: [],
    models: {
      m: {
        model: { kind: 'file', oid: model, bytes: 9 },
        run,
        evaluation,
        predictions: null,
        metrics: [],
        golden: null,
        rescored: null,
      },
    },
    notices: [],
  }
  return { claims, records, keys, artifactId, headSha: oid('d'), pullRequest, event }
}

export function verdictOf(
  { model, stages, evaluation }: Work,
  overrides: { outcome?: Outcome; champion?: Digest | null; gate?: Digest } = {},
): Verdict {
  const { outcome = 'better', champion = CHAMPION.model, gate = GATE } = overrides
  const side = { version: null, run: null, predictions: null, metrics: null }
  return {
    schema: 'slipway.verdict/v1',
    model: 'm',
    outcome,
    reasons: [`it is ${outcome}`],
    challenger: { ...side, model, evaluation: { key: stages[1].key, record: evaluation } },
    champion: champion === null ? null : { ...side, version: 'v1.0.0', model: champion, evaluation: null },
    baseline_kind: champion === null ? 'none' : 'champion',
    mode: 'values',
    testset: null,
    rescored: false,
    evalcode: { challenger: null, champion: null },
    gate,
    alpha: 0.05,
    looks: 20,
    look: null,
    seed: 1,
    tool: '0.1.0',
    metrics: {},
    slices: [],
    signoff: null,
  }
}

export const review = (verdict: Verdict): ReviewedVerdict => ({
  digest: digestOf(JSON.stringify(verdict)),
  verdict,
})

/** A merge of pull request #14 that was judged better than v1.0.0; what differs is passed in. */
export function promotionCase(merged: Work, overrides: Partial<PromotionFacts> = {}): PromotionFacts {
  return {
    model: 'm',
    registry: foldTags(tagLog(CHAMPION_TAG, ['m#prod#1', 'base'])),
    commit: 'merged',
    tree: 'tree-merged',
    keys: keysOf(merged),
    before: { stages: work('as before').stages },
    since: [],
    evidence: [evidenceOf(merged)],
    disbelieved: [],
    reviewed: [review(verdictOf(merged))],
    gate: { before: GATE, after: GATE },
    stage: 'prod',
    champion: CHAMPION,
    acceptance: null,
    releases: [],
    ...overrides,
  }
}
