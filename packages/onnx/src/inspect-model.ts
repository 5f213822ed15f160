import { onnxError } from './error.ts'
import type { ModelInfo, ValueInfo } from './model-info.ts'
import { readMessage } from './protobuf.ts'
import { readValueInfo } from './read-value-info.ts'

/** Graphs in attributes of nodes in graphs …: bodies of If, Loop and Scan. */
const MAX_DEPTH = 64

/** What is gathered on the way through graphs, their sub-graphs and functions. */
interface Tally {
  readonly operators: Map<string, number>
  readonly external: Set<string>
}

/**
 * Reads what an ONNX file says of itself, from the bytes alone: nothing is loaded or run, nothing else is opened.
 *
 * @throws onnx/model-invalid for any bytes that are no model
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
export function inspectModel(bytes: Uint8Array): ModelInfo {
  try {
    return readModel(bytes)
  } catch (cause) {
    // The bytes come from anywhere, and every way to stumble over them says the same: they are no model.
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw onnxError(
      'onnx/model-invalid',
      `Cannot read model of ${bytes.length} bytes: ${reason}; expected an ONNX file`,
      {
        cause,
      },
    )
  }
}

function readModel(bytes: Uint8Array): ModelInfo {
  let irVersion = 0
  const producer = { name: '', version: '' }
  const opsets = new Map<string, number>()
  const metadata = new Map<string, string>()
  const functions: Uint8Array[] = []
  let graph: Uint8Array | undefined
  readMessage(bytes, (field, value) => {
    if (field === 1) irVersion = value.number()
    else if (field === 2) producer.name = value.text()
    else if (field === 3) producer.version = value.text()
    else if (field === 7) graph = value.bytes()
    else if (field === 8) opsets.set(...readOpset(value.bytes()))
    else if (field === 14) metadata.set(...readEntry(value.bytes()))
    else if (field === 25) functions.push(value.bytes())
  })
  if (irVersion < 1) throw new Error('it has no IR version')
  if (opsets.size === 0) throw new Error('it names no operator set')
  if (graph === undefined) throw new Error('it has no graph')
  const tally: Tally = { operators: new Map(), external: new Set() }
  const { name, inputs, outputs, initializers } = readGraph(graph, tally, 0)
  if (outputs.length === 0) throw new Error('its graph has no output')
  for (const body of functions) {
    readMessage(body, (field, value) => {
      if (field === 7) readNode(value.bytes(), tally, 1)
    })
  }
  return {
    irVersion,
    opsets: Object.fromEntries(opsets),
    producer,
    graph: name,
    inputs,
    outputs,
    operators: Object.fromEntries([...tally.operators].sort(([a], [b]) => (a < b ? -1 : 1))),
    initializers,
    externalData: [...tally.external].sort(),
    metadata: Object.fromEntries(metadata),
    bytes: bytes.length,
  }
}

function readGraph(bytes: Uint8Array, tally: Tally, depth: number) {
  if (depth > MAX_DEPTH) throw new Error(`a graph is nested more than ${MAX_DEPTH} deep`)
  let name = ''
  const inputs: ValueInfo[] = []
  const outputs: ValueInfo[] = []
  const filled = new Set<string>()
  let size = 0
  const initialize = (tensor: Uint8Array) => {
    filled.add(readTensor(tensor, tally))
    size += tensor.length
  }
  readMessage(bytes, (field, value) => {
    if (field === 1) readNode(value.bytes(), tally, depth)
    else if (field === 2) name = value.text()
    else if (field === 5) initialize(value.bytes())
    else if (field === 11) inputs.push(readValueInfo(value.bytes()))
    else if (field === 12) outputs.push(readValueInfo(value.bytes()))
    else if (field === 15) {
      // A sparse initializer has the name of its tensor of values.
      readMessage(value.bytes(), (part, inner) => {
        if (part === 1 || part === 2) initialize(inner.bytes())
      })
    }
  })
  return {
    name,
    inputs: inputs.filter((input) => !filled.has(input.name)),
    outputs,
    initializers: { count: filled.size, bytes: size },
  }
}

function readNode(bytes: Uint8Array, tally: Tally, depth: number): void {
  let operator = ''
  let domain = ''
  readMessage(bytes, (field, value) => {
    if (field === 4) operator = value.text()
    else if (field === 7) domain = value.text()
    else if (field === 5) readAttribute(value.bytes(), tally, depth)
  })
  if (operator === '') throw new Error('a node has no operator')
  const full = domain === '' || domain === 'ai.onnx' ? operator : `${domain}.${operator}`
  tally.operators.set(full, (tally.operators.get(full) ?? 0) + 1)
}

function readAttribute(bytes: Uint8Array, tally: Tally, depth: number): void {
  readMessage(bytes, (field, value) => {
    if (field === 5 || field === 10) readTensor(value.bytes(), tally)
    else if (field === 6 || field === 11) readGraph(value.bytes(), tally, depth + 1)
  })
}

/** Returns the tensor's name, and notes where it lies if that is another file. */
function readTensor(bytes: Uint8Array, tally: Tally): string {
  let name = ''
  readMessage(bytes, (field, value) => {
    if (field === 8) name = value.text()
    else if (field === 13) {
      const [key, location] = readEntry(value.bytes())
      if (key === 'location') tally.external.add(location)
    }
  })
  return name
}

function readEntry(bytes: Uint8Array): [key: string, value: string] {
  const entry: [string, string] = ['', '']
  readMessage(bytes, (field, value) => {
    if (field === 1 || field === 2) entry[field - 1] = value.text()
  })
  return entry
}

function readOpset(bytes: Uint8Array): [domain: string, version: number] {
  const opset: [string, number] = ['', 0]
  readMessage(bytes, (field, value) => {
    if (field === 1) opset[0] = value.text()
    else if (field === 2) opset[1] = value.number()
  })
  return opset
}
