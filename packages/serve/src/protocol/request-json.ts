import { requestError } from './request-error.ts'

export type JsonObject = Readonly<Record<string, unknown>>

const TEXT = new TextDecoder('utf-8', { fatal: true })

/** @throws serve/request-invalid for bytes that are no JSON object */
export function parseJsonObject(bytes: Uint8Array): JsonObject {
  let value: unknown
  try {
    value = JSON.parse(TEXT.decode(bytes))
  } catch {
    throw requestError(
      'the body is no JSON',
      'a JSON object (which has no NaN and no Infinity: send null, or binary data)',
    )
  }
  return asObject(value, 'the body')
}

/** @param where what it is, for the error */
export function asObject(value: unknown, where: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  throw requestError(`${where} is no object`, 'an object')
}

/** The `parameters` of a request, an input or an output; none is the same as empty. */
export function parametersOf(owner: JsonObject, where: string): JsonObject {
  return owner.parameters === undefined ? {} : asObject(owner.parameters, where)
}
