import { elementCount, isDatatype, type Signature, type Tensor, type TensorSpec } from '@slipway/onnx'
import { serveError } from '../error.ts'
import type { Limits } from '../limits.ts'
import { parseBinaryData } from './binary-tensor.ts'
import type { InferRequest } from './infer-request.ts'
import { parseJsonData } from './json-tensor.ts'
import { parseRawRequest } from './parse-raw-request.ts'
import { parseWantedOutputs } from './parse-wanted-outputs.ts'
import { requestError } from './request-error.ts'
import { asObject, type JsonObject, parametersOf, parseJsonObject } from './request-json.ts'

export interface InferBody {
  readonly bytes: Uint8Array
  /** Value of `Inference-Header-Content-Length`: how much of the body is JSON; undefined where all of it is. */
  readonly headerLength: number | undefined
}

/**
 * Reads an inference request and holds it against the model's signature, before anything runs.
 *
 * @throws serve/request-invalid naming the member; serve/feature-unsupported, serve/body-too-large
 * @see https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md
 */
export function parseInferRequest(body: InferBody, signature: Signature, limits: Limits): InferRequest {
  const { bytes, headerLength } = body
  if (headerLength === 0) return parseRawRequest(bytes, signature, limits)
  if (headerLength === undefined)
    return readRequest(parseJsonObject(bytes), new Uint8Array(), signature, limits)
  if (headerLength > bytes.length) {
    throw requestError(
      `Inference-Header-Content-Length is ${headerLength}, and the body has ${bytes.length} bytes`,
      'a length inside the body',
    )
  }
  if (headerLength > limits.headerBytes) {
    throw serveError(
      'serve/body-too-large',
      `Cannot read request: the JSON in front of binary data has ${headerLength} bytes; expected at most ${limits.headerBytes}`,
    )
  }
  return readRequest(
    parseJsonObject(bytes.subarray(0, headerLength)),
    bytes.subarray(headerLength),
    signature,
    limits,
  )
}

/** The JSON of a request, with the binary tensors that follow it. Golden cases are read by it too. */
export function readRequest(
  json: JsonObject,
  binary: Uint8Array,
  signature: Signature,
  limits: Limits,
): InferRequest {
  const { id } = json
  if (id !== undefined && (typeof id !== 'string' || id.length > limits.idLength)) {
    throw requestError('id does not fit', `text of at most ${limits.idLength} characters`)
  }
  const parameters = parametersOf(json, 'parameters')
  if (parameters.sequence_id !== undefined && parameters.sequence_id !== 0 && parameters.sequence_id !== '') {
    throw serveError(
      'serve/feature-unsupported',
      'Cannot run request: sequences are not supported; expected no sequence_id',
    )
  }
  return {
    id,
    inputs: readInputs(json.inputs, binary, signature, limits),
    outputs: parseWantedOutputs(json.outputs, parameters.binary_data_output, signature),
    timeoutMs: timeoutOf(parameters.timeout),
  }
}

/** `timeout` of the schedule policy extension: microseconds. */
function timeoutOf(value: unknown): number | undefined {
  if (value === undefined || value === 0) return undefined
  if (Number.isSafeInteger(value) && (value as number) > 0) return Math.ceil((value as number) / 1000)
  throw requestError('parameters.timeout does not fit', 'a whole number of microseconds')
}

function readInputs(
  value: unknown,
  binary: Uint8Array,
  signature: Signature,
  limits: Limits,
): readonly Tensor[] {
  if (!Array.isArray(value) || value.length > limits.inputs) {
    throw requestError('inputs does not fit', `an array of at most ${limits.inputs} tensors`)
  }
  const found = new Map<string, Tensor>()
  let offset = 0
  for (const [index, item] of value.entries()) {
    const where = `inputs[${index}]`
    const input = asObject(item, where)
    const spec = signature.inputs.find(({ name }) => name === input.name)
    if (spec === undefined)
      throw requestError(`${where}.name is no input of the model`, `one of ${namesOf(signature.inputs)}`)
    if (found.has(spec.name)) throw requestError(`${where} is "${spec.name}" again`, 'each input once')
    const shape = checkSpec(input, spec, where, limits)
    const size = binarySizeOf(input, where)
    if (size === undefined) {
      found.set(spec.name, {
        ...spec,
        shape,
        data: parseJsonData(input.data, spec.datatype, shape, `${where}.data`),
      })
      continue
    }
    if (offset + size > binary.length) {
      throw requestError(
        `${where} wants ${size} bytes, and ${binary.length - offset} are left`,
        'as many as follow the JSON',
      )
    }
    const data = parseBinaryData(
      binary.subarray(offset, offset + size),
      spec.datatype,
      elementCount(shape),
      where,
    )
    found.set(spec.name, { ...spec, shape, data })
    offset += size
  }
  if (offset !== binary.length) {
    throw requestError(`${binary.length - offset} bytes follow the last tensor`, 'as many as the inputs say')
  }
  return signature.inputs.map((spec) => {
    const tensor = found.get(spec.name)
    if (tensor === undefined) throw requestError(`input "${spec.name}" is missing`, namesOf(signature.inputs))
    return tensor
  })
}

/** @returns the request's shape, which fits the model's */
function checkSpec(input: JsonObject, spec: TensorSpec, where: string, limits: Limits): readonly number[] {
  if (!isDatatype(input.datatype) || input.datatype !== spec.datatype) {
    throw requestError(`${where}.datatype is not that of "${spec.name}"`, spec.datatype)
  }
  const { shape } = input
  if (
    !Array.isArray(shape) ||
    shape.length > limits.rank ||
    !shape.every((size) => Number.isSafeInteger(size) && size >= 0)
  ) {
    throw requestError(`${where}.shape does not fit`, `at most ${limits.rank} whole numbers, none negative`)
  }
  if (elementCount(shape) > limits.elements) {
    throw requestError(`${where}.shape has too many elements`, `at most ${limits.elements}`)
  }
  if (!fitsShape(shape, spec)) {
    throw requestError(`${where}.shape is [${shape}]`, `[${spec.shape}], where -1 is any size`)
  }
  return shape
}

function fitsShape(shape: readonly number[], spec: TensorSpec): boolean {
  return (
    shape.length === spec.shape.length &&
    spec.shape.every((size, axis) => size === -1 || size === shape[axis])
  )
}

function binarySizeOf(input: JsonObject, where: string): number | undefined {
  const parameters = parametersOf(input, `${where}.parameters`)
  if (parameters.shared_memory_region !== undefined) {
    throw serveError(
      'serve/feature-unsupported',
      `Cannot read ${where}: shared memory is not supported; expected data`,
    )
  }
  const size = parameters.binary_data_size
  if (size === undefined) {
    if (input.data !== undefined) return undefined
    throw requestError(`${where} has no data`, 'data, or parameters.binary_data_size')
  }
  if (input.data !== undefined)
    throw requestError(`${where} has data twice`, 'data, or parameters.binary_data_size')
  if (Number.isSafeInteger(size) && (size as number) >= 0) return size as number
  throw requestError(`${where}.parameters.binary_data_size does not fit`, 'a whole number of bytes')
}

function namesOf(specs: readonly TensorSpec[]): string {
  return specs.map(({ name }) => `"${name}"`).join(', ')
}
