import {
  type CompareAnchor,
  type CompareSide,
  columnsOf,
  type Predictions,
  readPredictions,
} from '@slipway/compare'
import {
  canonicalJson,
  type Digest,
  digestOf,
  evaluationCode,
  type Model,
  type Output,
  SlipwayError,
} from '@slipway/core'
import type { Champion } from './champion.ts'
import { decompress } from './decompress.ts'
import type { ModelWork, RunRef } from './model-work.ts'
import type { ObjectReader } from './object-reader.ts'
import { readResamples, resamplePaths } from './read-resamples.ts'
import { readValues } from './read-values.ts'

/** The champion, scored again on the challenger's rows. */
export interface Rescored {
  readonly evaluation: RunRef
  readonly predictions: Output
}

/** As much of a model's work as it is judged by; without a run where only files are known. */
export interface JudgedWork extends Pick<ModelWork, 'evaluation' | 'predictions' | 'metrics'> {
  readonly model: Pick<Output, 'oid'>
  readonly run: RunRef | undefined
}

/** Everything that a model which was run in a tree is judged by. */
export async function sideOfWork(model: Model, work: JudgedWork, reader: ObjectReader): Promise<CompareSide> {
  const { predictions, problem } = await predictionsOf(work.predictions?.oid, model, reader)
  const values = await readValues(numberFiles(model, work.metrics), reader)
  const evaluation = work.evaluation && { key: work.evaluation.key, record: work.evaluation.digest }
  return {
    side: {
      version: null,
      model: work.model.oid,
      run: work.run ? { key: work.run.key, record: work.run.digest } : null,
      evaluation: evaluation ?? null,
      predictions: work.predictions?.oid ?? null,
      metrics: valuesDigest(values),
    },
    predictions,
    ...(problem === undefined ? {} : { problem }),
    values,
    resamples: await readResamples(model, work.metrics, reader),
    evalcode: work.evaluation ? evaluationCode(work.evaluation.record.key_preimage) : null,
  }
}

/** The same for a released model, from its model.json; null where its tag names no bytes. */
export async function sideOfChampion(
  model: Model,
  champion: Champion,
  rescored: Rescored | undefined,
  reader: ObjectReader,
): Promise<CompareSide | null> {
  if (champion.model === null) return null
  const { json } = champion
  const oid = rescored?.predictions.oid ?? json?.predictions?.oid
  const read = await predictionsOf(oid, model, reader)
  const values = json ? await readValues(numberFiles(model, json.metrics), reader) : {}
  const problem = champion.problem ?? read.problem
  return {
    side: {
      version: champion.version,
      model: champion.model,
      run: json?.run ?? null,
      evaluation: rescored
        ? { key: rescored.evaluation.key, record: rescored.evaluation.digest }
        : (json?.evaluation ?? null),
      predictions: oid ?? null,
      metrics: valuesDigest(values),
    },
    predictions: read.predictions,
    ...(rescored && { released: (await predictionsOf(json?.predictions?.oid, model, reader)).predictions }),
    ...(problem === undefined ? {} : { problem }),
    values,
    resamples: rescored ? oldResamples(model) : await readResamples(model, json?.metrics ?? [], reader),
    evalcode: rescored
      ? evaluationCode(rescored.evaluation.record.key_preimage)
      : (json?.evaluation_code ?? null),
  }
}

/** The anchor with everything that it is judged by. */
export async function anchorSide(
  model: Model,
  anchor: Champion | 'unknown' | undefined,
  rescored: Rescored | undefined,
  reader: ObjectReader,
): Promise<CompareAnchor | 'unknown' | undefined> {
  if (anchor === undefined || anchor === 'unknown') return anchor
  const side = await sideOfChampion(model, anchor, rescored, reader)
  return side ? { side, rescored: rescored !== undefined } : undefined
}

type MetricFiles = ModelWork['metrics']

/** Metric files hold numbers by name, but for those that hold resamples. */
function numberFiles(model: Model, files: MetricFiles): MetricFiles {
  const others = resamplePaths(model)
  return files.filter(({ path }) => !others.includes(path))
}

/** Of rows that the champion was scored on before. */
function oldResamples({ gate }: Model): NonNullable<CompareSide['resamples']> {
  const why = 'the champion was scored again on these rows, and its resamples are of those that it had before'
  return Object.fromEntries(Object.keys(gate.metrics).map((metric) => [metric, why]))
}

interface ReadResult {
  readonly predictions: Predictions | null
  readonly problem: string | undefined
}

/** Predictions that cannot be read are no error here: they end in *cannot tell*, with the reason. */
async function predictionsOf(
  oid: Digest | undefined,
  model: Model,
  reader: ObjectReader,
): Promise<ReadResult> {
  if (oid === undefined) return { predictions: null, problem: undefined }
  try {
    const bytes = await reader.readBytes(oid)
    return {
      predictions: await readPredictions(bytes, decompress, columnsOf(model)),
      problem: undefined,
    }
  } catch (error) {
    const codes = ['compare/predictions-invalid', 'store/object-missing', 'store/object-corrupt']
    if (error instanceof SlipwayError && codes.includes(error.code))
      return { predictions: null, problem: error.message }
    throw error
  }
}

function valuesDigest(values: CompareSide['values']): Digest | null {
  const finite = Object.entries(values).filter(
    ([, value]) => typeof value !== 'number' || Number.isFinite(value),
  )
  return finite.length === 0 ? null : digestOf(canonicalJson(Object.fromEntries(finite)))
}
