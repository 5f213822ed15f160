import { type Digest, digestOf, formatModelJson, type Golden } from '@slipway/core'
import type { TemporaryRepository } from '@slipway/git/testing'
import { formatStageMessage, formatVersionMessage } from '@slipway/registry'

/** A release as promotion leaves it behind: the bytes, model.json, and the tag that names both. */
export interface ServedRelease {
  readonly version: string
  readonly tag: string
  readonly model: Uint8Array
  readonly modelJson: Uint8Array
  readonly digest: Digest
}

const ANY = digestOf('')

/** Commits, and tags the commit as this version of the model "m". */
export function tagRelease(
  repository: TemporaryRepository,
  version: string,
  model: Uint8Array,
  golden: readonly Golden[] = [],
): ServedRelease {
  const commit = repository.commit(version)
  const digest = digestOf(model)
  const text = formatModelJson({
    schema: 'slipway.model/v1',
    model: 'm',
    version,
    commit,
    file: { path: 'models/m.onnx', kind: 'file', oid: digest, bytes: model.length },
    run: { key: ANY, record: ANY },
    evaluation: null,
    evaluation_code: null,
    predictions: null,
    metrics: [],
    testset: null,
    data: [],
    verdict: ANY,
    gate: ANY,
    signature: null,
    golden: [...golden],
    signoff: null,
  })
  const digests = { model: digest, modelJson: digestOf(text), run: ANY, record: ANY, verdict: ANY }
  const tag = `m@${version}`
  repository.git('tag', '-a', tag, '-m', formatVersionMessage('m', version, digests))
  return { version, tag, model, modelJson: Buffer.from(text), digest }
}

/** Assigns a stage to the commit of a version: the newest assignment holds it. */
export function tagStage(
  repository: TemporaryRepository,
  stage: string,
  counter: number,
  release: ServedRelease,
): void {
  const { version, digest, tag } = release
  const message = formatStageMessage('m', stage, { version, model: digest })
  repository.git('tag', '-a', `m#${stage}#${counter}`, '-m', message, `${tag}^{commit}`)
}
