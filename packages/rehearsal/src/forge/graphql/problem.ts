/** What GitHub's GraphQL answers with status 200 and `errors`. */
export class GraphqlProblem extends Error {
  override readonly name = 'GraphqlProblem'
  readonly type: string

  constructor(type: string, message: string) {
    super(message)
    this.type = type
  }
}
