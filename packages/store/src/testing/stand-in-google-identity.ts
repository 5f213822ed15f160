import { createVerify, generateKeyPairSync, randomUUID } from 'node:crypto'
import { type ServiceAnswer, type ServiceCall, StandInService } from './stand-in-service.ts'

const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
const ACCOUNT = 'robot@project.iam.gserviceaccount.com'
const EXPIRES_S = 3599

/** Google's token services: what they are shown they check, and they know the tokens that they have given. */
export class StandInGoogleIdentity {
  readonly service: StandInService
  /** Tokens that are valid, with what they are for. */
  readonly issued = new Map<string, string>()
  readonly subject = 'the-token-of-the-workload'
  readonly refreshToken = 'the-refresh-token'
  now: () => number = () => Date.now()

  private constructor(service: StandInService) {
    this.service = service
    service.answer = (call) => this.#answer(call)
  }

  static async start(): Promise<StandInGoogleIdentity> {
    return new StandInGoogleIdentity(await StandInService.start())
  }

  /** Files of credentials that this service takes. */
  get files() {
    const { url } = this.service
    const person = {
      type: 'authorized_user',
      client_id: 'id',
      client_secret: 'secret of the client',
      refresh_token: this.refreshToken,
      token_uri: `${url}/token`,
    }
    const workload = {
      type: 'external_account',
      audience:
        '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/pool/providers/github',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      token_url: `${url}/sts`,
    }
    return {
      robot: {
        type: 'service_account',
        client_email: ACCOUNT,
        private_key: privateKey,
        private_key_id: 'one',
        token_uri: `${url}/token`,
      },
      person,
      workload,
      impersonation: {
        service_account_impersonation_url: `${url}/v1/projects/-/serviceAccounts/${ACCOUNT}:generateAccessToken`,
      },
    }
  }

  #answer(call: ServiceCall): ServiceAnswer {
    const { path, form, headers } = call
    if (path === '/github') return this.#jobToken(call)
    if (path === '/token')
      return form.get('grant_type') === 'refresh_token' ? this.#refresh(form) : this.#assertion(form)
    if (path === '/sts')
      return form.get('subject_token') === this.subject ? this.#issue(form.get('scope')) : 400
    if (path.endsWith(':generateAccessToken')) {
      const scope = this.issued.get(headers.authorization?.replace('Bearer ', '') ?? '')
      if (!scope?.endsWith('/cloud-platform')) return 403
      const { scope: scopes } = JSON.parse(call.body) as { scope: string[] }
      const { access_token: accessToken } = this.#issue(scopes.join(' '))
      return { accessToken, expireTime: new Date(this.now() + EXPIRES_S * 1000).toISOString() }
    }
    return 404
  }

  /** What GitHub gives to a job, by the request that google-github-actions/auth writes down. */
  #jobToken({ headers, query }: ServiceCall): ServiceAnswer {
    const isJob = headers.authorization === 'Bearer job' && query.get('audience') === 'aud'
    return isJob ? { value: this.subject } : 401
  }

  #refresh(form: URLSearchParams): ServiceAnswer {
    const { client_secret: secret } = this.files.person
    const isRight = form.get('refresh_token') === this.refreshToken && form.get('client_secret') === secret
    // A person's login has the scopes that it was made with.
    return isRight ? this.#issue('https://www.googleapis.com/auth/cloud-platform') : 400
  }

  #assertion(form: URLSearchParams): ServiceAnswer {
    const [head = '', claims = '', signature = ''] = form.get('assertion')?.split('.') ?? []
    const verify = createVerify('RSA-SHA256').update(`${head}.${claims}`)
    if (!verify.verify(publicKey, signature, 'base64url')) return 400
    const { iss, aud, iat, exp, scope } = JSON.parse(Buffer.from(claims, 'base64url').toString())
    const nowS = this.now() / 1000
    const isTimely = Math.abs(nowS - iat) < 300 && exp - iat <= 3600
    return iss === ACCOUNT && aud === `${this.service.url}/token` && isTimely ? this.#issue(scope) : 400
  }

  #issue(scope: string | null): { access_token: string; expires_in: number; token_type: string } {
    const token = randomUUID()
    this.issued.set(token, scope ?? '')
    return { access_token: token, expires_in: EXPIRES_S, token_type: 'Bearer' }
  }
}
