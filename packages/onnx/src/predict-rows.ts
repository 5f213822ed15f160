import { onnxError } from './error.ts'
import { type FeatureTable, type InputLayout, tensorsOf } from './input-layout.ts'
import type { Runner } from './runner.ts'
import type { Signature } from './signature.ts'
import type { Tensor, TensorSpec } from './tensor.ts'

/** What a model answered: `width` scores a row, row after row. */
export interface Scores {
  readonly rows: number
  readonly width: number
  readonly values: Float64Array
}

export interface PredictOptions {
  readonly output: string
  /** Rows of a request; the model's own where it fixes them. Default 1,024. */
  readonly batch?: number
  /** Of one request. Default 60,000. */
  readonly timeoutMs?: number
}

const FLOATS = ['FP32', 'FP64']

/**
 * The output that holds scores: the named one, else `probabilities`, else the only one of floating point, else the only one.
 * @throws onnx/rows-unfit where that is not clear
 */
export function scoreOutput({ outputs }: Signature, named: string | undefined): string {
  const byName = outputs.find(({ name }) => name === (named ?? 'probabilities'))
  if (byName) return byName.name
  const floats = outputs.filter(({ datatype }) => FLOATS.includes(datatype))
  const [only, ...others]: readonly TensorSpec[] = floats.length > 0 ? floats : outputs
  if (only && others.length === 0 && named === undefined) return only.name
  const names = outputs.map(({ name }) => name).join(', ')
  throw onnxError(
    'onnx/rows-unfit',
    named === undefined
      ? `Cannot tell which output holds the scores: the model has ${names}; expected one of floating point`
      : `Cannot read output "${named}": the model has ${names}`,
    { hint: 'Name it: `features: { output: … }` in slipway.yaml' },
  )
}

/** Asks the model about these rows of a table, batch by batch. @throws onnx/rows-unfit, and what Runner.run throws */
export async function predictRows(
  runner: Runner,
  layout: InputLayout,
  table: FeatureTable,
  rows: Uint32Array,
  { output, batch = 1024, timeoutMs = 60_000 }: PredictOptions,
): Promise<Scores> {
  const step = layout.batch ?? batch
  let scores: Scores | undefined
  for (let from = 0; from < rows.length; from += step) {
    const part = rows.subarray(from, from + step)
    const [answer] = await runner.run(tensorsOf(layout, table, part), { outputs: [output], timeoutMs })
    const width = answer ? widthOf(answer) : 0
    scores ??= { rows: rows.length, width, values: new Float64Array(rows.length * width) }
    if (
      !answer ||
      answer.datatype === 'BYTES' ||
      width !== scores.width ||
      answer.data.length < part.length * width
    )
      throw onnxError(
        'onnx/rows-unfit',
        `Cannot read output "${output}": expected numbers, as many for every row`,
      )
    for (let i = 0; i < part.length * width; i++) scores.values[from * width + i] = Number(answer.data[i])
  }
  return scores ?? { rows: 0, width: 1, values: new Float64Array() }
}

function widthOf({ shape }: Tensor): number {
  return shape.slice(1).reduce((product, size) => product * size, 1)
}
