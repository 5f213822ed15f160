import type { SlipwayError } from '@slipway/core'
import { serveError } from '../error.ts'

/** A request that cannot be used: what was found, and what was expected. Names members, never repeats their content. */
export function requestError(found: string, expected: string): SlipwayError {
  return serveError('serve/request-invalid', `Cannot read request: ${found}; expected ${expected}`)
}
