import type { Dim, ValueInfo } from './model-info.ts'
import { readMessage } from './protobuf.ts'
import type { Datatype } from './tensor.ts'

// TensorProto.DataType: position → ONNX Runtime's word for it, and the protocol's.
// https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
const ELEMENTS: readonly (readonly [word: string, datatype?: Datatype])[] = [
  ['undefined'],
  ['float', 'FP32'],
  ['uint8', 'UINT8'],
  ['int8', 'INT8'],
  ['uint16', 'UINT16'],
  ['int16', 'INT16'],
  ['int32', 'INT32'],
  ['int64', 'INT64'],
  ['string', 'BYTES'],
  ['bool', 'BOOL'],
  ['float16', 'FP16'],
  ['double', 'FP64'],
  ['uint32', 'UINT32'],
  ['uint64', 'UINT64'],
  ['complex64'],
  ['complex128'],
  ['bfloat16'],
  ['float8e4m3fn'],
  ['float8e4m3fnuz'],
  ['float8e5m2'],
  ['float8e5m2fnuz'],
  ['uint4'],
  ['int4'],
  ['float4e2m1'],
]

/** A type inside a type inside … ends somewhere in every real model. */
const MAX_DEPTH = 16

interface TypeInfo {
  readonly type: string
  readonly datatype?: Datatype
  readonly dims?: readonly Dim[]
}

/** Reads a ValueInfoProto. @throws on bytes that are none */
export function readValueInfo(bytes: Uint8Array): ValueInfo {
  let name = ''
  let info: TypeInfo = { type: 'unknown' }
  readMessage(bytes, (field, value) => {
    if (field === 1) name = value.text()
    else if (field === 2) info = readType(value.bytes(), 0)
  })
  if (name === '') throw new Error('an input or output has no name')
  return { name, type: info.type, datatype: info.datatype, dims: info.dims }
}

function readType(bytes: Uint8Array, depth: number): TypeInfo {
  if (depth > MAX_DEPTH) throw new Error(`a type is nested more than ${MAX_DEPTH} deep`)
  let info: TypeInfo = { type: 'unknown' }
  readMessage(bytes, (field, value) => {
    if (field === 1) info = readTensorType(value.bytes())
    else if (field === 4) info = { type: `seq(${readInner(value.bytes(), 1, depth)})` }
    else if (field === 5) info = { type: `map(${readMapType(value.bytes(), depth)})` }
    else if (field === 8) info = { type: `sparse_${readTensorType(value.bytes()).type}` }
    else if (field === 9) info = { type: `optional(${readInner(value.bytes(), 1, depth)})` }
  })
  return info
}

function readInner(bytes: Uint8Array, at: number, depth: number): string {
  let type = 'unknown'
  readMessage(bytes, (field, value) => {
    if (field === at) type = readType(value.bytes(), depth + 1).type
  })
  return type
}

function readMapType(bytes: Uint8Array, depth: number): string {
  let key = 'undefined'
  readMessage(bytes, (field, value) => {
    if (field === 1) key = elementOf(value.number())[0]
  })
  return `${key},${readInner(bytes, 2, depth)}`
}

function readTensorType(bytes: Uint8Array): TypeInfo {
  let [word, datatype] = elementOf(0)
  let dims: readonly Dim[] | undefined
  readMessage(bytes, (field, value) => {
    if (field === 1) [word, datatype] = elementOf(value.number())
    else if (field === 2) dims = readShape(value.bytes())
  })
  return { type: `tensor(${word})`, ...(datatype ? { datatype } : {}), ...(dims ? { dims } : {}) }
}

function readShape(bytes: Uint8Array): readonly Dim[] {
  const dims: Dim[] = []
  readMessage(bytes, (field, value) => {
    if (field === 1) dims.push(readDim(value.bytes()))
  })
  return dims
}

function readDim(bytes: Uint8Array): Dim {
  let dim: Dim = null
  readMessage(bytes, (field, value) => {
    // Some exporters write a size of -1 where the format wants none.
    if (field === 1) {
      const size = value.number()
      dim = size < 0 ? null : size
    } else if (field === 2) dim = value.text() || null
  })
  return dim
}

function elementOf(code: number): readonly [word: string, datatype?: Datatype] {
  return ELEMENTS[code] ?? [`type ${code}`]
}
