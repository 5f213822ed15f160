import { clip, SlipwayError } from '@slipway/core'

const LONGEST = 500

/** Why a test has no answer. */
export interface Problem {
  readonly problem: string
}

/** What a model, a table or a runner did wrong is a result, and no error of the verb. @throws any other error, as it is */
export function problemOf(error: unknown): Problem {
  if (error instanceof SlipwayError && /^(?:onnx|compare|test|store)\//.test(error.code))
    return {
      problem: clip([error.message, ...(error.hint === undefined ? [] : [error.hint])].join('. '), LONGEST),
    }
  throw error
}
