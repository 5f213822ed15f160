import { systemRefusal } from './system-error.ts'

/**
 * What kind of failure it was, and so how a process ends:
 * usage 2 (the caller can mend it), external 3 (another system failed, after retries),
 * corrupt 4 (bytes do not match their digest or schema), bug 70.
 */
export type ErrorKind = 'usage' | 'external' | 'corrupt' | 'bug'

/** A place in a text file; line and column count from 1. */
export interface Location {
  readonly file: string
  readonly line: number
  readonly column: number
}

export interface ErrorDetails {
  /** What to do next, in one sentence. */
  readonly hint?: string
  readonly location?: Location
  readonly cause?: unknown
}

/** The one error of Slipway: a stable code, a message that names object, state and expectation, and a hint. */
export class SlipwayError extends Error {
  override readonly name = 'SlipwayError'
  readonly code: string
  readonly kind: ErrorKind
  readonly hint: string | undefined
  readonly location: Location | undefined

  constructor(code: string, kind: ErrorKind, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.kind = kind
    this.hint = details.hint
    this.location = details.location
  }
}

/** Declares a package's closed list of codes; the result makes its errors. */
export function defineErrors<const Kinds extends Record<string, ErrorKind>>(kinds: Kinds) {
  return (code: keyof Kinds & string, message: string, details: ErrorDetails = {}): SlipwayError =>
    new SlipwayError(code, kinds[code] as ErrorKind, message, details)
}

const EXIT: Record<ErrorKind, number> = { usage: 2, external: 3, corrupt: 4, bug: 70 }

/** Exit status of a process that ends with this error; what is neither ours nor the machine's is a bug. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof SlipwayError) return EXIT[error.kind]
  return systemRefusal(error) === undefined ? EXIT.bug : EXIT.external
}
