import { digestOf } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { claimsOf, digestOfRecord, RECORDS, recordOf, vouchFacts } from './testing/claims-case.ts'
import { type VouchCode, type VouchFacts, vouchForClaims } from './vouch-for-claims.ts'

const facts = vouchFacts()
const { run, artifact, pullRequest } = facts
const ofArtifact = (change: object): Partial<VouchFacts> => ({
  artifact: { ...artifact, artifact: { ...artifact.artifact, ...change } },
})
const main = { ...run, event: 'push', headBranch: 'main' }
const other = 'a'.repeat(40)

describe('vouchForClaims()', () => {
  it('vouches for what GitHub and the digests say', () => {
    expect(vouchForClaims(facts, claimsOf())).toEqual({ ok: true })
  })

  it('vouches for a fork that says so: it decides nothing, but it is what it claims to be', () => {
    const fork = vouchFacts({
      run: { ...run, headRepository: 'bob/flights' },
      pullRequest: pullRequest && { ...pullRequest, headRepository: 'bob/flights' },
    })
    expect(vouchForClaims(fork, claimsOf({ trusted: false }))).toEqual({ ok: true })
    expect(vouchForClaims(fork, claimsOf({ trusted: true }))).toMatchObject({
      ok: false,
      code: 'claims-trust',
    })
  })

  it('vouches for a commit of a fork that a maintainer had trained, for that pull request alone', () => {
    const training = {
      ...run,
      event: 'workflow_dispatch',
      headBranch: 'main',
      trains: 14,
      workflowPath: '.github/workflows/slipway-train.yml',
    }
    const head = pullRequest && { ...pullRequest, headRepository: 'bob/flights' }
    const trained = (changes: object) => vouchFacts({ run: { ...training, ...changes }, pullRequest: head })
    expect(vouchForClaims(trained({}), claimsOf())).toEqual({ ok: true })
    for (const changes of [{ trains: 15 }, { headBranch: 'boost' }])
      expect(vouchForClaims(trained(changes), claimsOf())).toMatchObject({ code: 'claims-event' })
    const nameless = claimsOf({ pull_request: null })
    expect(vouchForClaims(trained({}), nameless)).toMatchObject({ code: 'claims-event' })
  })

  it.each<[VouchCode, Partial<VouchFacts>]>([
    ['run-elsewhere', { run: { ...run, repository: 'bob/flights' } }],
    ['run-incomplete', { run: { ...run, status: 'in_progress' } }],
    ['run-of-other-workflow', { run: { ...run, workflowPath: '.github/workflows/evil.yml' } }],
    ['artifact-of-other-run', ofArtifact({ runId: 1 })],
    ['artifact-of-other-run', ofArtifact({ name: 'logs' })],
    ['artifact-ambiguous', { artifact: { ...artifact, sameName: 2 } }],
    ['artifact-too-large', ofArtifact({ bytes: 100_000_000 })],
    ['artifact-digest', ofArtifact({ digest: digestOf('other') })],
    ['artifact-digest', ofArtifact({ digest: null })],
    ['claims-head', { run: { ...run, headSha: other } }],
    ['claims-event', { run: { ...run, event: 'push' } }],
    ['claims-event', { run: { ...run, event: 'pull_request_target' } }],
    ['head-moved', { pullRequest: null }],
    ['head-moved', { pullRequest: pullRequest && { ...pullRequest, number: 15 } }],
    ['head-moved', { pullRequest: pullRequest && { ...pullRequest, headSha: other } }],
    ['head-moved', { pullRequest: pullRequest && { ...pullRequest, headRepository: 'bob/flights' } }],
    ['object-missing', { objects: new Set() }],
  ])('refuses with %s where GitHub says otherwise: %j', (code, change) => {
    expect(vouchForClaims({ ...facts, ...change }, claimsOf())).toMatchObject({ ok: false, code })
  })

  it.each<[VouchCode, Parameters<typeof claimsOf>[0]]>([
    ['claims-repository', { repository: 'bob/flights' }],
    ['claims-run', { run_id: 1 }],
    ['claims-attempt', { run_attempt: 2 }],
    ['claims-head', { head_sha: other }],
    ['claims-event', { pull_request: null }],
    ['head-moved', { pull_request: 15 }],
    ['claims-trust', { trusted: false }],
  ])('refuses with %s where the claims lie: %j', (code, claims) => {
    expect(vouchForClaims(facts, claimsOf(claims))).toMatchObject({ ok: false, code })
  })

  it('takes claims of the default branch from its own events only', () => {
    const claims = claimsOf({ pull_request: null })
    const code = (change: Partial<typeof run>) => {
      const vouched = vouchForClaims({ ...facts, pullRequest: null, run: { ...main, ...change } }, claims)
      return vouched.ok ? 'ok' : vouched.code
    }
    expect(code({})).toBe('ok')
    expect(code({ event: 'workflow_dispatch' })).toBe('ok')
    expect(code({ headBranch: 'boost' })).toBe('claims-event')
    expect(code({ event: 'pull_request' })).toBe('claims-event')
    expect(code({ event: 'pull_request_target' })).toBe('claims-event')
    expect(code({ event: 'merge_group', headBranch: 'gh-readonly-queue/main/pr-14-abc' })).toBe('ok')
    expect(code({ event: 'merge_group', headBranch: 'gh-readonly-queue/dev/pr-14-abc' })).toBe('claims-event')
    expect(code({ event: 'merge_group' })).toBe('claims-event')
  })

  it('takes the artifact of the run that asks, though that is not complete', () => {
    const running = { ...facts, run: { ...run, status: 'in_progress' } }
    expect(vouchForClaims({ ...running, ownRunId: 8123 }, claimsOf())).toEqual({ ok: true })
    expect(vouchForClaims({ ...running, ownRunId: 8124 }, claimsOf())).toMatchObject({
      code: 'run-incomplete',
    })
  })

  it('does not ask for a folder among the objects, which the archive cannot carry', () => {
    const folder = { kind: 'tree', oid: digestOf('folder'), bytes: 1 } as const
    const evaluate = RECORDS[1] as (typeof RECORDS)[number]
    const wrote = { ...evaluate, outputs: { eval: folder } }
    const records = [RECORDS[0] as typeof evaluate, wrote]
    const model = { ...claimsOf().models.m, evaluation: digestOfRecord(wrote), predictions: folder }
    const claims = claimsOf({ models: { m: model } } as Parameters<typeof claimsOf>[0], records)
    expect(vouchForClaims(vouchFacts({ objects: new Set() }, records), claims)).toEqual({ ok: true })
  })

  it('refuses a record whose key is not the digest of its preimage', () => {
    const forged = RECORDS.map((record, index) =>
      index === 0 ? { ...record, key: digestOf('another key') } : record,
    )
    const models = {
      m: { ...claimsOf().models.m, run: digestOfRecord(forged[0] as (typeof RECORDS)[number]) },
    }
    const claims = claimsOf({ models } as Parameters<typeof claimsOf>[0], forged)
    expect(vouchForClaims(vouchFacts({}, forged), claims)).toMatchObject({ code: 'record-key' })
  })
})

describe('vouchForClaims() wants a chain of records', () => {
  const [train, evaluate] = RECORDS as [(typeof RECORDS)[number], (typeof RECORDS)[number]]
  type Model = ReturnType<typeof claimsOf>['models'][string]
  const chained = (
    records: readonly (typeof train)[],
    change: Partial<Model> = {},
    objects: readonly string[] = [],
  ) => {
    const models = { m: { ...(claimsOf().models.m as Model), ...change } }
    const held = new Set([digestOf('predictions'), ...objects.map((text) => digestOf(text))])
    const vouched = vouchForClaims(vouchFacts({ objects: held }, records), claimsOf({ models }, records))
    return vouched.ok ? 'ok' : vouched.code
  }
  const file = (content: string) => ({ kind: 'file', oid: digestOf(content), bytes: 1 }) as const
  const tree = (record: typeof train, path: string) => ({
    ...record,
    outputs: { [path]: { ...file('tree'), kind: 'tree' as const } },
  })

  it('from the evaluation down to the run', () => {
    expect(chained(RECORDS)).toBe('ok')
  })

  it.each<[string, Partial<Model>]>([
    ['a model that the run did not write', { model: file('other model') }],
    ['a run whose record is missing', { run: digestOf('nothing') }],
    ['an evaluation whose record is missing', { evaluation: digestOf('nothing') }],
    ['predictions that the evaluation did not write', { predictions: file('other') }],
    ['metrics that the evaluation did not write', { metrics: [{ path: 'm.json', output: file('other') }] }],
    ['a golden file that the evaluation did not write', { golden: file('other') }],
    ['predictions without an evaluation', { evaluation: null }],
    [
      'a model that no run wrote, where nothing judges it',
      { evaluation: null, predictions: null, model: file('other') },
    ],
  ])('refuses %s', (_, change) => {
    expect(chained(RECORDS, change, ['other'])).toBe('record-chain')
  })

  it('refuses an evaluation of another model', () => {
    const other = recordOf(
      'evaluate',
      { 'other.onnx': digestOf('x') },
      { 'predictions.parquet': 'predictions' },
    )
    expect(chained([train, other], { evaluation: digestOfRecord(other) })).toBe('record-chain')
  })

  it('refuses an evaluation that read something else than was written under that path', () => {
    const prepare = recordOf('prepare', {}, { 'build/test': 'test rows' })
    const swapped = recordOf(
      'evaluate',
      { 'model.onnx': digestOf('model'), 'build/test': digestOf('easy rows') },
      { 'predictions.parquet': 'predictions' },
    )
    const fair = recordOf(
      'evaluate',
      { 'model.onnx': digestOf('model'), 'build/test': digestOf('test rows') },
      { 'predictions.parquet': 'predictions' },
    )
    expect(chained([prepare, train, swapped], { evaluation: digestOfRecord(swapped) })).toBe('record-chain')
    expect(chained([prepare, train, fair], { evaluation: digestOfRecord(fair) })).toBe('ok')
  })

  it('lets the champion stand in for the model where it is scored again, and nothing else', () => {
    const again = (deps: Record<string, ReturnType<typeof digestOf>>, stage = 'evaluate') =>
      recordOf(stage, deps, { 'predictions.parquet': 'champion predictions' })
    const rescored = (record: typeof train) => ({
      rescored: {
        model: digestOf('champion'),
        evaluation: digestOfRecord(record),
        predictions: file('champion predictions'),
      },
    })
    const check = (record: typeof train) =>
      chained([train, evaluate, record], rescored(record), ['champion predictions'])
    expect(check(again({ 'model.onnx': digestOf('champion') }))).toBe('ok')
    expect(check(again({ 'model.onnx': digestOf('third model') }))).toBe('record-chain')
    expect(check(again({ 'model.onnx': digestOf('champion') }, 'other'))).toBe('record-chain')
    expect(check(again({ 'model.onnx': digestOf('champion'), 'predictions.parquet': digestOf('x') }))).toBe(
      'record-chain',
    )
    expect(
      chained(
        [train, evaluate, again({ 'model.onnx': digestOf('champion') })],
        {
          rescored: {
            model: digestOf('champion'),
            evaluation: digestOfRecord(again({ 'model.onnx': digestOf('champion') })),
            predictions: file('better predictions'),
          },
        },
        ['better predictions'],
      ),
    ).toBe('record-chain')
    const unread = again({ 'src/x.py': digestOf('x') })
    expect(check(unread)).toBe('record-chain')
    expect(
      chained(RECORDS, rescored(again({ 'model.onnx': digestOf('champion') })), ['champion predictions']),
    ).toBe('record-chain')
  })

  it('lets the anchor stand in beside the champion, by the same rules', () => {
    const again = (model: string, out: string) =>
      recordOf('evaluate', { 'model.onnx': digestOf(model) }, { 'predictions.parquet': out })
    const [champion, anchor] = [
      again('champion', 'champion predictions'),
      again('anchor', 'anchor predictions'),
    ]
    const claim = (record: typeof train, model: string, predictions: string) => ({
      model: digestOf(model),
      evaluation: digestOfRecord(record),
      predictions: file(predictions),
    })
    const check = (own: ReturnType<typeof claim>) =>
      chained(
        [train, evaluate, champion, anchor],
        { rescored: claim(champion, 'champion', 'champion predictions'), rescored_anchor: own },
        ['champion predictions', 'anchor predictions'],
      )
    expect(check(claim(anchor, 'anchor', 'anchor predictions'))).toBe('ok')
    expect(check(claim(anchor, 'third model', 'anchor predictions'))).toBe('record-chain')
    expect(check(claim(champion, 'champion', 'anchor predictions'))).toBe('record-chain')
  })

  it('takes a model inside a folder that the run wrote: its key says the rest', () => {
    const folder = tree(train, 'models')
    const reader = recordOf(
      'evaluate',
      { models: digestOf('tree') },
      { 'predictions.parquet': 'predictions' },
    )
    expect(
      chained([folder, reader], { run: digestOfRecord(folder), evaluation: digestOfRecord(reader) }),
    ).toBe('ok')
  })
})
