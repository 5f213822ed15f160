import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import type { Dim } from '../model-info.ts'

// Writes small ONNX files for tests, so that no binary fixture and no Python is needed.

/** Codes of TensorProto.DataType. */
export const ELEMENT = {
  FP32: 1,
  UINT8: 2,
  INT8: 3,
  UINT16: 4,
  INT16: 5,
  INT32: 6,
  INT64: 7,
  BYTES: 8,
  BOOL: 9,
  FP16: 10,
  FP64: 11,
  UINT32: 12,
  UINT64: 13,
  BF16: 16,
} as const
export type Element = keyof typeof ELEMENT

export interface ModelParts {
  readonly inputs: readonly ValueParts[]
  readonly outputs: readonly ValueParts[]
  readonly nodes: readonly NodeParts[]
  readonly initializers?: readonly TensorParts[]
  readonly irVersion?: number
  readonly producer?: string
}

export interface ValueParts {
  readonly name: string
  readonly element?: Element
  readonly dims?: readonly Dim[]
  /** `seq(map(int64, tensor(float)))`, as ZipMap makes it. */
  readonly maps?: true
}

export interface NodeParts {
  readonly op: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly domain?: string
  readonly attributes?: Readonly<Record<string, number | readonly number[] | TensorParts | ModelParts>>
}

export interface TensorParts {
  readonly name: string
  readonly element: Element
  readonly dims: readonly number[]
  /** Little-endian, row-major. */
  readonly raw?: Uint8Array
  /** Kept in another file. */
  readonly location?: string
}

type Write = (writer: BinaryWriter) => void

export function makeModel(parts: ModelParts): Uint8Array {
  const writer = new BinaryWriter()
  varint(writer, 1, parts.irVersion ?? 9)
  text(writer, 2, parts.producer ?? 'slipway-test')
  message(writer, 7, (graph) => writeGraph(graph, parts))
  for (const [domain, version] of [
    ['', 17],
    ['ai.onnx.ml', 3],
  ] as const) {
    message(writer, 8, (opset) => {
      text(opset, 1, domain)
      varint(opset, 2, version)
    })
  }
  return writer.finish()
}

function writeGraph(writer: BinaryWriter, parts: ModelParts): void {
  for (const node of parts.nodes) message(writer, 1, (inner) => writeNode(inner, node))
  text(writer, 2, 'graph')
  for (const tensor of parts.initializers ?? []) message(writer, 5, (inner) => writeTensor(inner, tensor))
  for (const input of parts.inputs) message(writer, 11, (inner) => writeValue(inner, input))
  for (const output of parts.outputs) message(writer, 12, (inner) => writeValue(inner, output))
}

function writeNode(writer: BinaryWriter, node: NodeParts): void {
  for (const input of node.inputs) text(writer, 1, input)
  for (const output of node.outputs) text(writer, 2, output)
  text(writer, 4, node.op)
  for (const [name, value] of Object.entries(node.attributes ?? {})) {
    message(writer, 5, (attribute) => {
      text(attribute, 1, name)
      if (typeof value === 'number') {
        varint(attribute, 3, value)
        varint(attribute, 20, 2)
      } else if ('nodes' in value) {
        message(attribute, 6, (graph) => writeGraph(graph, value))
        varint(attribute, 20, 5)
      } else if ('element' in value) {
        message(attribute, 5, (tensor) => writeTensor(tensor, value))
        varint(attribute, 20, 4)
      } else {
        for (const item of value) varint(attribute, 8, item)
        varint(attribute, 20, 7)
      }
    })
  }
  text(writer, 7, node.domain ?? '')
}

function writeTensor(writer: BinaryWriter, tensor: TensorParts): void {
  for (const size of tensor.dims) varint(writer, 1, size)
  varint(writer, 2, ELEMENT[tensor.element])
  text(writer, 8, tensor.name)
  if (tensor.raw) writer.tag(9, WireType.LengthDelimited).bytes(tensor.raw)
  const { location } = tensor
  if (location !== undefined) {
    message(writer, 13, (entry) => {
      text(entry, 1, 'location')
      text(entry, 2, location)
    })
    varint(writer, 14, 1)
  }
}

function writeValue(writer: BinaryWriter, value: ValueParts): void {
  const tensor: Write = (type) =>
    message(type, 1, (inner) => {
      varint(inner, 1, ELEMENT[value.element ?? 'FP32'])
      const { dims } = value
      if (dims) message(inner, 2, (shape) => writeShape(shape, dims))
    })
  text(writer, 1, value.name)
  message(writer, 2, (type) => {
    if (!value.maps) return tensor(type)
    message(type, 4, (sequence) =>
      message(sequence, 1, (element) =>
        message(element, 5, (map) => {
          varint(map, 1, ELEMENT.INT64)
          message(map, 2, tensor)
        }),
      ),
    )
  })
}

function writeShape(writer: BinaryWriter, dims: readonly Dim[]): void {
  for (const dim of dims) {
    message(writer, 1, (inner) => {
      if (typeof dim === 'number') varint(inner, 1, dim)
      else if (dim !== null) text(inner, 2, dim)
    })
  }
}

function varint(writer: BinaryWriter, field: number, value: number): void {
  writer.tag(field, WireType.Varint).int64(value)
}

function text(writer: BinaryWriter, field: number, value: string): void {
  writer.tag(field, WireType.LengthDelimited).string(value)
}

function message(writer: BinaryWriter, field: number, write: Write): void {
  writer.tag(field, WireType.LengthDelimited).fork()
  write(writer)
  writer.join()
}
