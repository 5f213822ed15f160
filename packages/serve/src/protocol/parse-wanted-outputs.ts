import type { Signature } from '@slipway/onnx'
import { serveError } from '../error.ts'
import type { WantedOutput } from './infer-request.ts'
import { requestError } from './request-error.ts'
import { asObject, parametersOf } from './request-json.ts'

const UNSUPPORTED = ['classification', 'shared_memory_region']

/**
 * Reads which outputs a request wants, and how: all of them where it names none.
 *
 * @param outputs the request's `outputs`
 * @param binaryByDefault its `parameters.binary_data_output`; an output's own `binary_data` wins
 */
export function parseWantedOutputs(
  outputs: unknown,
  binaryByDefault: unknown,
  signature: Signature,
): readonly WantedOutput[] {
  const byDefault = asBoolean(binaryByDefault, false, 'parameters.binary_data_output')
  if (outputs === undefined || (Array.isArray(outputs) && outputs.length === 0)) {
    return signature.outputs.map(({ name, datatype }) => checkFp16({ name, binary: byDefault }, datatype))
  }
  if (!Array.isArray(outputs)) throw requestError('outputs is no array', 'an array')
  const seen = new Set<unknown>()
  return outputs.map((item, index) => {
    const where = `outputs[${index}]`
    const { name, ...output } = asObject(item, where)
    const spec = signature.outputs.find((candidate) => candidate.name === name)
    if (spec === undefined) {
      const names = signature.outputs.map((candidate) => `"${candidate.name}"`).join(', ')
      throw requestError(`${where}.name is no output that can be read`, `one of ${names}`)
    }
    if (seen.has(name)) throw requestError(`${where} is "${spec.name}" again`, 'each output once')
    seen.add(name)
    const parameters = parametersOf(output, `${where}.parameters`)
    const unsupported = UNSUPPORTED.find((parameter) => parameters[parameter] !== undefined)
    if (unsupported !== undefined) {
      throw serveError('serve/feature-unsupported', `Cannot read ${where}: "${unsupported}" is not supported`)
    }
    const binary = asBoolean(parameters.binary_data, byDefault, `${where}.parameters.binary_data`)
    return checkFp16({ name: spec.name, binary }, spec.datatype)
  })
}

function checkFp16(output: WantedOutput, datatype: string): WantedOutput {
  if (datatype !== 'FP16' || output.binary) return output
  throw requestError(`output "${output.name}" is FP16, which JSON cannot carry`, '"binary_data": true')
}

function asBoolean(value: unknown, otherwise: boolean, where: string): boolean {
  if (value === undefined) return otherwise
  if (typeof value === 'boolean') return value
  throw requestError(`${where} does not fit`, 'true or false')
}
