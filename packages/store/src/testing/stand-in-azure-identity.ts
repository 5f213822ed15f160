import { randomUUID } from 'node:crypto'
import { type ServiceAnswer, type ServiceCall, StandInService } from './stand-in-service.ts'

const RESOURCE = 'https://storage.azure.com/'

/** Azure's token services, and GitHub's for a job: what they are shown they check, and they know the tokens that they have given. */
export class StandInAzureIdentity {
  readonly service: StandInService
  /** Tokens that are valid, with who got them. */
  readonly issued = new Map<string, string>()
  readonly secret = 'the-secret-of-the-application'
  readonly assertion = 'the-token-of-the-workload'
  /** Whether this machine is one of Azure's, with an identity. */
  isMachine = false

  private constructor(service: StandInService) {
    this.service = service
    service.answer = (call) => this.#answer(call)
  }

  static async start(): Promise<StandInAzureIdentity> {
    return new StandInAzureIdentity(await StandInService.start())
  }

  #answer(call: ServiceCall): ServiceAnswer {
    const { path, query, headers } = call
    if (path === '/tenant/oauth2/v2.0/token') return this.#application(call)
    if (path === '/github') {
      const isJob =
        headers.authorization === 'Bearer job' && query.get('audience') === 'api://AzureADTokenExchange'
      return isJob ? { value: this.assertion } : 401
    }
    const client = query.get('client_id') ?? 'the machine'
    if (path === '/function') {
      const isOwn = headers['x-identity-header'] === 'own' && query.get('resource') === RESOURCE
      return isOwn ? this.#issue(client) : 401
    }
    if (path !== '/metadata/identity/oauth2/token' || headers.metadata !== 'true') return 404
    return this.isMachine && query.get('resource') === RESOURCE ? this.#issue(client) : 400
  }

  #application({ form }: ServiceCall): ServiceAnswer {
    const client = form.get('client_id') ?? ''
    const isKnown =
      form.get('grant_type') === 'client_credentials' && form.get('scope') === `${RESOURCE}.default`
    const byAssertion =
      form.get('client_assertion') === this.assertion &&
      form.get('client_assertion_type') === 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
    if (!isKnown || !(byAssertion || form.get('client_secret') === this.secret)) return 401
    const { access_token } = this.#issue(client)
    return { token_type: 'Bearer', expires_in: 3599, access_token }
  }

  /** In the words of the metadata service, whose numbers are text. */
  #issue(client: string): { access_token: string; expires_on: string; resource: string } {
    const token = randomUUID()
    this.issued.set(token, client)
    return { access_token: token, expires_on: '1767272400', resource: RESOURCE }
  }
}
