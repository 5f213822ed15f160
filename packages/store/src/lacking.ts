import { SlipwayError } from '@slipway/core'

/** True when a store does not have the object, or has it damaged: another place may have it. */
export function isLacking(error: unknown): error is SlipwayError {
  return (
    error instanceof SlipwayError &&
    (error.code === 'store/object-missing' || error.code === 'store/object-corrupt')
  )
}

/** Of two failures to read an object the one that says more: damage, not absence. */
export function worseOf(first: SlipwayError | undefined, second: SlipwayError): SlipwayError {
  return first === undefined || first.code === 'store/object-missing' ? second : first
}
