import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import {
  type Digest,
  digestOf,
  evaluationCode,
  formatModelJson,
  formatVerdict,
  type Golden,
  type Model,
  type ModelJson,
  type Project,
  parseRecord,
  type Verdict,
  verdictDigest,
  zGoldenFile,
} from '@slipway/core'
import type { AssetFile } from '@slipway/github'
import { inspectModel, signatureOf } from '@slipway/onnx'
import { nextAnchor, provenanceOf, renderModelCard, sha256Sums } from '@slipway/registry'
import { workCost } from '../cost/work-cost.ts'
import type { Champion } from '../judge/champion.ts'
import type { ModelWork } from '../judge/model-work.ts'
import type { ObjectReader } from '../judge/object-reader.ts'

export interface ReleaseInput {
  readonly model: Model
  /** Whose prices count. */
  readonly project: Project
  readonly work: ModelWork
  readonly version: string
  readonly commit: string
  readonly verdict: Verdict
  readonly repositoryUrl: string
  /** The HTML report. */
  readonly report: string
  readonly intendedUse: string | undefined
  /** Who held the stage, and hands on its anchor. */
  readonly champion: Champion | undefined
  readonly reader: ObjectReader
}

export interface ReleaseFiles {
  readonly json: ModelJson
  readonly jsonDigest: Digest
  readonly jsonText: string
  readonly card: string
  /** Everything that is uploaded, SHA256SUMS last. */
  readonly assets: readonly AssetFile[]
}

/** Writes the assets of a release into a folder. The model's bytes are read by digest and are the ones that were judged. */
export async function writeReleaseFiles(folder: string, input: ReleaseInput): Promise<ReleaseFiles> {
  const { model, work, verdict, reader } = input
  await mkdir(folder, { recursive: true })
  const bytes = await reader.readBytes(work.model.oid)
  const json = await modelJson(input, bytes)
  const jsonText = formatModelJson(json)
  const card = renderModelCard({
    modelJson: json,
    verdict,
    task: model.gate.task,
    intendedUse: input.intendedUse,
  })
  const provenance = provenanceOf({
    modelJson: json,
    record: work.run.record,
    repositoryUrl: input.repositoryUrl,
  })
  const assets: AssetFile[] = []
  const add = async (name: string, content: string | Uint8Array) => {
    await writeFile(join(folder, name), content)
    assets.push({ name, file: join(folder, name), digest: digestOf(content) })
  }
  await add(basename(model.file), bytes)
  await add('model.json', jsonText)
  await add('verdict.json', formatVerdict(verdict))
  await add('report.html', input.report)
  await add('model-card.md', card)
  await add('provenance.json', provenance)
  await add('SHA256SUMS', sha256Sums(assets))
  return { json, jsonDigest: digestOf(jsonText), jsonText, card, assets }
}

async function modelJson(
  { model, work, version, commit, verdict, champion, reader, project }: ReleaseInput,
  bytes: Uint8Array,
): Promise<ModelJson> {
  const { evaluation } = work
  return {
    schema: 'slipway.model/v1',
    model: model.name,
    version,
    commit,
    file: { path: model.file, ...work.model },
    run: { key: work.run.key, record: work.run.digest },
    evaluation: evaluation ? { key: evaluation.key, record: evaluation.digest } : null,
    evaluation_code: evaluation ? evaluationCode(evaluation.record.key_preimage) : null,
    predictions: work.predictions ?? null,
    metrics: [...work.metrics],
    testset: verdict.testset,
    data: [...work.data],
    verdict: verdictDigest(verdict),
    gate: verdict.gate,
    anchor: nextAnchor(
      verdict,
      champion?.self ? { self: champion.self, anchor: champion.json?.anchor } : null,
    ),
    signature: signature(model.file, bytes),
    golden: work.golden ? golden(model, await reader.readBytes(work.golden.oid)) : [],
    signoff: verdict.signoff,
    ...releaseCost(work, project),
  }
}

/** Told where there were GPUs or is a price: of a run of seconds there is nothing to tell. */
function releaseCost(work: ModelWork, project: Project): Pick<ModelJson, 'cost'> {
  const { hours, gpuHours, energyWh, amount, currency } = workCost(work, project)
  if (!project.prices && gpuHours === 0) return {}
  return { cost: { hours, gpu_hours: gpuHours, energy_wh: energyWh, amount, currency } }
}

/** What a request brings and an answer holds; null where the file is not ONNX. */
function signature(file: string, bytes: Uint8Array): ModelJson['signature'] {
  if (!file.endsWith('.onnx')) return null
  const { inputs, outputs } = signatureOf(inspectModel(bytes))
  const spec = ({ name, datatype, shape }: (typeof inputs)[number]) => ({ name, datatype, shape: [...shape] })
  return { inputs: inputs.map(spec), outputs: outputs.map(spec) }
}

function golden(model: Model, bytes: Uint8Array): Golden[] {
  return parseRecord(zGoldenFile, Buffer.from(bytes).toString('utf8'), `golden file "${model.golden}"`).cases
}
