/** A refusal in the words of Twirp, the protocol of the Results service. */
export class TwirpError extends Error {
  override readonly name = 'TwirpError'
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

export type TwirpRequest = Readonly<Record<string, unknown>>

/** A member of a request that is text; numbers of 64 bits come as text too. */
export function textOf(request: TwirpRequest, name: string): string {
  const value = request[name]
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  throw new TwirpError(400, 'invalid_argument', `${name} is missing`)
}

/** A member that may be left out. */
export function optionalText(request: TwirpRequest, name: string): string | undefined {
  const value = request[name]
  return value === undefined || value === null || value === '' ? undefined : textOf(request, name)
}
