import {
  CLAIMS_FILE,
  type Claims,
  type DepId,
  type Digest,
  digestOf,
  formatClaims,
  formatRunRecord,
  hexOf,
  type KeyPreimage,
  type RunRecord,
  runKey,
} from '@slipway/core'
import type { VouchFacts } from '../vouch-for-claims.ts'
import type { ZipEntry } from './zip.ts'

const oid = (letter: string) => letter.repeat(40)
const file = (content: string) => ({ kind: 'file', oid: digestOf(content), bytes: content.length }) as const

/** A record of a stage that read some things and wrote others. */
export function recordOf(
  stage: string,
  deps: Readonly<Record<string, DepId>>,
  outputs: Readonly<Record<string, string>>,
): RunRecord {
  const preimage: KeyPreimage = {
    schema: 'slipway.run-key/v1',
    cmd: [`python src/${stage}.py`],
    wdir: '.',
    deps,
    params: {},
    env: {},
    outs: Object.keys(outputs),
  }
  return {
    schema: 'slipway.run/v1',
    stage,
    key: runKey(preimage),
    key_preimage: preimage,
    attempt: 1,
    domain: 'pr-14',
    producer: null,
    outputs: Object.fromEntries(Object.entries(outputs).map(([path, content]) => [path, file(content)])),
    environment: { runner: 'hosted', os: 'linux', gpu: null, driver: null, image: null, tool: '0.1.0' },
    timing: { started: '2026-03-01T10:00:00Z', seconds: 41 },
    gpu_seconds: 0,
  }
}

export const digestOfRecord = (record: RunRecord): Digest => digestOf(formatRunRecord(record))

const TRAIN = recordOf('train', { 'src/train.py': `git:100644:${oid('1')}` }, { 'model.onnx': 'model' })
const EVALUATE = recordOf(
  'evaluate',
  { 'model.onnx': digestOf('model') },
  { 'predictions.parquet': 'predictions' },
)

/** What an honest pull request's workflow leaves behind. */
export const RECORDS: readonly RunRecord[] = [TRAIN, EVALUATE]

export function claimsOf(overrides: Partial<Claims> = {}, records: readonly RunRecord[] = RECORDS): Claims {
  return {
    schema: 'slipway.claims/v1',
    repository: 'ada/flights',
    pull_request: 14,
    head_sha: oid('d'),
    base_sha: oid('b'),
    commit_sha: oid('e'),
    tree: oid('f'),
    run_id: 8123,
    run_attempt: 1,
    trusted: true,
    records: records.map(digestOfRecord),
    stages: [],
    models: {
      m: {
        model: file('model'),
        run: digestOfRecord(TRAIN),
        evaluation: digestOfRecord(EVALUATE),
        predictions: file('predictions'),
        metrics: [],
        golden: null,
        rescored: null,
      },
    },
    notices: [],
    ...overrides,
  }
}

/** The entries of its archive. */
export function claimsEntries(
  claims: Claims = claimsOf(),
  records: readonly RunRecord[] = RECORDS,
): ZipEntry[] {
  return [
    { name: CLAIMS_FILE, content: formatClaims(claims), deflate: true },
    ...records.map((record) => ({
      name: `records/${hexOf(digestOfRecord(record))}.json`,
      content: formatRunRecord(record),
      deflate: true,
    })),
    { name: `objects/${hexOf(digestOf('predictions'))}`, content: 'predictions' },
  ]
}

/** What GitHub says about it. */
export function vouchFacts(
  overrides: Partial<VouchFacts> = {},
  records: readonly RunRecord[] = RECORDS,
): VouchFacts {
  return {
    repository: 'ada/flights',
    defaultBranch: 'main',
    workflowPath: '.github/workflows/slipway.yml',
    run: {
      id: 8123,
      attempt: 1,
      repository: 'ada/flights',
      headRepository: 'ada/flights',
      headSha: oid('d'),
      headBranch: 'boost',
      event: 'pull_request',
      trains: null,
      status: 'completed',
      conclusion: 'success',
      workflowPath: '.github/workflows/slipway.yml',
      startedAt: '2026-03-01T10:00:00Z',
      url: '',
    },
    ownRunId: null,
    artifact: {
      artifact: {
        id: 7,
        name: 'slipway',
        runId: 8123,
        bytes: 1000,
        digest: digestOf('archive'),
        createdAt: '2026-03-01T10:05:00Z',
      },
      sameName: 1,
    },
    archiveDigest: digestOf('archive'),
    maxBytes: 1_000_000,
    pullRequest: {
      number: 14,
      state: 'open',
      title: 'Boost',
      author: 'ada',
      draft: false,
      headSha: oid('d'),
      headRepository: 'ada/flights',
      baseSha: oid('b'),
      baseBranch: 'main',
      mergeCommit: null,
      mergedAt: null,
    },
    records: new Map(records.map((record) => [digestOfRecord(record), record])),
    objects: new Set([digestOf('predictions')]),
    ...overrides,
  }
}
