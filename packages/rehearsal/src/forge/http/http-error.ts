/** One entry of a 422 reply. */
export interface ValidationProblem {
  readonly resource?: string
  readonly field?: string
  readonly code: string
  readonly message?: string
}

/** A reply that says what was wrong, in GitHub's words. */
export class HttpError extends Error {
  override readonly name = 'HttpError'
  readonly status: number
  /** Objects where a field is wrong, sentences of some operations. */
  readonly errors: readonly (ValidationProblem | string)[] | undefined
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    message: string,
    more: {
      readonly errors?: readonly (ValidationProblem | string)[]
      readonly headers?: Readonly<Record<string, string>>
    } = {},
  ) {
    super(message)
    this.status = status
    this.errors = more.errors
    this.headers = more.headers ?? {}
  }

  /** 422 with its list of problems. */
  static validation(errors: readonly ValidationProblem[]): HttpError {
    return new HttpError(422, 'Validation Failed', { errors })
  }

  static notFound(): HttpError {
    return new HttpError(404, 'Not Found')
  }
}
