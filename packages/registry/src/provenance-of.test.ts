import { digestOf, hexOf, type RunRecord } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { provenanceOf } from './provenance-of.ts'
import { oid, work } from './testing/promotion-case.ts'
import { releasedModel } from './testing/released-model.ts'

const modelJson = releasedModel()
const record = work().records.get(modelJson.run.record) as RunRecord
const repositoryUrl = 'https://github.com/ada/flights'

describe('provenanceOf()', () => {
  it('is an in-toto statement about the model with SLSA provenance of its run', () => {
    const producer = {
      repository_id: 1,
      run_id: 8123,
      run_attempt: 2,
      head_sha: oid('d'),
      event: 'pull_request',
      workflow_ref: 'ada/flights/.github/workflows/slipway.yml@refs/pull/14/merge',
    }
    expect(JSON.parse(provenanceOf({ modelJson, record: { ...record, producer }, repositoryUrl }))).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'models/delay.onnx', digest: { sha256: hexOf(modelJson.file.oid) } }],
      predicateType: 'https://slsa.dev/provenance/v1',
      predicate: {
        buildDefinition: {
          buildType: 'urn:slipway:run:v1',
          externalParameters: {
            stage: 'train',
            cmd: ['python src/train.py'],
            wdir: '.',
            params: { 'params.yaml:lr': 0.1 },
            env: {},
            outs: ['model.onnx'],
          },
          internalParameters: { run_key: record.key, attempt: 1, environment: record.environment },
          resolvedDependencies: [
            { uri: `git+${repositoryUrl}`, digest: { gitCommit: modelJson.commit } },
            { name: 'data/flights', digest: { sha256: hexOf(digestOf('flights')) } },
            { name: 'run record', digest: { sha256: hexOf(modelJson.run.record) } },
            {
              name: 'evaluation record',
              digest: { sha256: hexOf(modelJson.evaluation?.record ?? digestOf('')) },
            },
          ],
        },
        runDetails: {
          builder: { id: `${repositoryUrl}/.github/workflows/slipway.yml@refs/pull/14/merge` },
          metadata: {
            invocationId: `${repositoryUrl}/actions/runs/8123/attempts/2`,
            startedOn: '2026-03-01T10:00:00.000Z',
            finishedOn: '2026-03-01T10:00:41.000Z',
          },
          byproducts: [{ name: 'verdict', digest: { sha256: hexOf(modelJson.verdict) } }],
        },
      },
    })
  })

  it('names no run where a developer’s machine made it, and no file digest for a folder', () => {
    const local = JSON.parse(
      provenanceOf({
        modelJson: { ...modelJson, evaluation: null, file: { ...modelJson.file, kind: 'tree' } },
        record,
        repositoryUrl,
      }),
    )
    expect(local.subject[0].digest).toEqual({ slipwayTreeV1: hexOf(modelJson.file.oid) })
    expect(local.predicate.runDetails.builder.id).toBe(`${repositoryUrl}#local`)
    expect(local.predicate.runDetails.metadata).not.toHaveProperty('invocationId')
    expect(local.predicate.buildDefinition.resolvedDependencies).toHaveLength(3)
  })
})
