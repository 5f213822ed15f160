/** The element types that both the Open Inference Protocol and onnxruntime-node carry. */
export type Datatype =
  | 'BOOL'
  | 'UINT8'
  | 'UINT16'
  | 'UINT32'
  | 'UINT64'
  | 'INT8'
  | 'INT16'
  | 'INT32'
  | 'INT64'
  | 'FP16'
  | 'FP32'
  | 'FP64'
  | 'BYTES'

export type NumericArray =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Float32Array
  | Float64Array

/** Row-major elements. FP16 travels as its bits in a Uint16Array, BOOL as 0 or 1, BYTES as text. */
export type TensorData = NumericArray | readonly string[]

/** What is known of a tensor before there is one; -1 stands for a size that the request chooses. */
export interface TensorSpec {
  readonly name: string
  readonly datatype: Datatype
  readonly shape: readonly number[]
}

/** A named tensor: as many elements as the product of its shape, in row-major order. */
export interface Tensor extends TensorSpec {
  readonly data: TensorData
}

interface ArrayType {
  readonly BYTES_PER_ELEMENT: number
  new (length: number): NumericArray
  new (buffer: ArrayBufferLike, offset: number, length: number): NumericArray
}

const ARRAYS: Readonly<Record<Exclude<Datatype, 'BYTES'>, ArrayType>> = {
  BOOL: Uint8Array,
  UINT8: Uint8Array,
  UINT16: Uint16Array,
  UINT32: Uint32Array,
  UINT64: BigUint64Array,
  INT8: Int8Array,
  INT16: Int16Array,
  INT32: Int32Array,
  INT64: BigInt64Array,
  FP16: Uint16Array,
  FP32: Float32Array,
  FP64: Float64Array,
}

export function isDatatype(text: unknown): text is Datatype {
  return typeof text === 'string' && (text === 'BYTES' || Object.hasOwn(ARRAYS, text))
}

/** The typed array that holds a datatype's elements, and so their size; undefined for BYTES, whose elements vary. */
export function arrayTypeOf(datatype: Datatype): ArrayType | undefined {
  return datatype === 'BYTES' ? undefined : ARRAYS[datatype]
}

/** Number of elements of a shape; 1 for a scalar. Infinity where it exceeds what a number can hold. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}
