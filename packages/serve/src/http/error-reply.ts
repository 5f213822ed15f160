import { SlipwayError } from '@slipway/core'
import { jsonReply, type Reply } from './reply.ts'

/** Status of every failure that a client may see: Triton's and KServe's where they agree, and 429 for a full queue. */
const STATUS: Readonly<Record<string, number>> = {
  'serve/request-invalid': 400,
  'serve/read-only': 403,
  'serve/route-unknown': 404,
  'serve/model-unknown': 404,
  'serve/method-not-allowed': 405,
  'serve/body-too-large': 413,
  'serve/encoding-unsupported': 415,
  'serve/queue-full': 429,
  'serve/run-failed': 500,
  'serve/feature-unsupported': 501,
  'serve/model-not-ready': 503,
  'serve/deadline-passed': 504,
  'onnx/run-failed': 500,
  'onnx/runner-died': 500,
  'onnx/run-timeout': 504,
}

/** What a client is told of the runtime's failures: its own words name files and operators, and go to the log. */
const RUNTIME: Readonly<Record<string, string>> = {
  'onnx/run-failed': 'Cannot run the model: the runtime refused the request; the server logs why',
  'onnx/runner-died': 'Cannot run the model: its process ended; it is being replaced',
  'onnx/run-timeout': 'Cannot run the model: it took too long and was ended',
}

/** The protocol's error object, and our code in a header for machines. */
export function errorReply(error: unknown, log: (line: string) => void): Reply {
  const status = error instanceof SlipwayError ? STATUS[error.code] : undefined
  if (!(error instanceof SlipwayError) || status === undefined) {
    log(`internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    return jsonReply({ error: 'Cannot answer: internal error' }, 500)
  }
  const headers = {
    'x-slipway-error': error.code,
    ...(status === 429 || status === 503 ? { 'retry-after': '1' } : {}),
  }
  return jsonReply({ error: RUNTIME[error.code] ?? error.message }, status, headers)
}
