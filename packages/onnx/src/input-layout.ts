import { onnxError } from './error.ts'
import type { Signature } from './signature.ts'
import { arrayTypeOf, type Datatype, type NumericArray, type Tensor, type TensorSpec } from './tensor.ts'

/** Rows by column: numbers (NaN where there is none), or texts (null where there is none). */
export interface FeatureTable {
  readonly rows: number
  readonly columns: ReadonlyMap<string, Float64Array | readonly (string | null)[]>
}

/** Which columns go into which input of a model. */
export interface InputLayout {
  readonly inputs: readonly { readonly spec: TensorSpec; readonly columns: readonly string[] }[]
  /** Rows of a request, where the model fixes them. */
  readonly batch: number | undefined
}

/**
 * How the columns of a table are fed to a model: all of them, in order, to the one input of rank 2 that there is; or each
 * to the input of its name, which takes one value a row.
 *
 * @throws onnx/rows-unfit where the columns are not what the model takes
 */
export function inputLayout({ inputs }: Signature, columns: readonly string[]): InputLayout {
  const [only, ...others] = inputs
  if (only && others.length === 0 && only.shape.length === 2 && only.shape[1] !== 1) {
    const width = only.shape[1] ?? -1
    if (width !== -1 && width !== columns.length)
      throw unfit(`"${only.name}" takes ${width} columns, and there are ${columns.length}`, columns)
    return { inputs: [{ spec: only, columns }], batch: fixed(only) }
  }
  const missing = inputs.find(({ name }) => !columns.includes(name))
  if (missing) throw unfit(`no column is called like its input "${missing.name}"`, columns)
  const wide = inputs.find(({ shape }) => shape.length > 2 || (shape.length === 2 && shape[1] !== 1))
  if (wide)
    throw unfit(
      `its input "${wide.name}" of shape [${wide.shape.join(', ')}] takes more than a value`,
      columns,
    )
  return {
    inputs: inputs.map((spec) => ({ spec, columns: [spec.name] })),
    batch: inputs.map(fixed).find((size) => size !== undefined),
  }
}

function fixed({ shape }: TensorSpec): number | undefined {
  const [batch = -1] = shape
  return batch === -1 ? undefined : batch
}

function unfit(found: string, columns: readonly string[]) {
  return onnxError(
    'onnx/rows-unfit',
    `Cannot give these rows to the model: ${found}; expected what the model takes, of ${columns.join(', ')}`,
    { hint: 'Name the columns in the order of the model: `features: { columns: […] }` in slipway.yaml' },
  )
}

/** The feeds of some rows. A model of a fixed batch is given the last row again where there are too few. */
export function tensorsOf(
  layout: InputLayout,
  table: FeatureTable,
  rows: ArrayLike<number>,
): readonly Tensor[] {
  const count = Math.max(rows.length, layout.batch ?? 0)
  const rowAt = (i: number) => rows[Math.min(i, rows.length - 1)] ?? 0
  return layout.inputs.map(({ spec, columns }) => {
    const sources = columns.map((name) => table.columns.get(name) ?? missingColumn(name))
    const shape = spec.shape.length === 1 ? [count] : [count, columns.length]
    const data =
      spec.datatype === 'BYTES' ? texts(sources, count, rowAt) : numbers(spec.datatype, sources, count, rowAt)
    return { name: spec.name, datatype: spec.datatype, shape, data }
  })
}

type Column = Float64Array | readonly (string | null)[]

function missingColumn(name: string): never {
  throw onnxError('onnx/rows-unfit', `Cannot give these rows to the model: the table has no column "${name}"`)
}

function texts(sources: readonly Column[], count: number, rowAt: (i: number) => number): string[] {
  const values = new Array<string>(count * sources.length)
  for (let i = 0; i < count; i++)
    for (const [k, source] of sources.entries())
      values[i * sources.length + k] = String(source[rowAt(i)] ?? '')
  return values
}

function numbers(
  datatype: Datatype,
  sources: readonly Column[],
  count: number,
  rowAt: (i: number) => number,
): NumericArray {
  const ArrayOf = arrayTypeOf(datatype)
  if (ArrayOf === undefined || datatype === 'FP16')
    throw onnxError('onnx/rows-unfit', `Cannot give rows to the model: it takes ${datatype}`)
  const values = new ArrayOf(count * sources.length)
  const isBig = values instanceof BigInt64Array || values instanceof BigUint64Array
  for (let i = 0; i < count; i++) {
    for (const [k, source] of sources.entries()) {
      const value = Number(source[rowAt(i)] ?? Number.NaN)
      const place = i * sources.length + k
      if (isBig) values[place] = BigInt(Number.isFinite(value) ? Math.trunc(value) : 0)
      else values[place] = value
    }
  }
  return values
}
