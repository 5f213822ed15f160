import { generateKeyPairSync, randomUUID } from 'node:crypto'
import type { ForgeState } from '../state/forge-state.ts'
import { signWithKey } from './json-web-token.ts'
import type { RuntimeIdentity } from './runtime-token.ts'

const LIFETIME_S = 300

/** Issues the identity tokens of jobs (OpenID Connect), and says how to check them. */
export class IdentityProvider {
  readonly #keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
  readonly #keyId = randomUUID()
  readonly #forge: ForgeState
  readonly issuer: string

  constructor(forge: ForgeState) {
    this.#forge = forge
    this.issuer = `${forge.links.local}/_oidc`
  }

  /** ACTIONS_ID_TOKEN_REQUEST_URL; the clients add `&audience=…`. */
  get requestUrl(): string {
    return `${this.issuer}/token?api-version=2.0`
  }

  /** @returns undefined for a job without `id-token: write` */
  issue(identity: RuntimeIdentity, audience: string | null): string | undefined {
    if (identity.oidc === null) return undefined
    const now = Math.floor(this.#forge.now().getTime() / 1000)
    const owner = identity.oidc.repository_owner ?? ''
    return signWithKey(
      {
        ...identity.oidc,
        iss: this.issuer,
        aud: audience ?? `${this.#forge.links.server}/${owner}`,
        jti: randomUUID(),
        iat: now,
        nbf: now - 5,
        exp: now + LIFETIME_S,
      },
      this.#keys.privateKey,
      this.#keyId,
    )
  }

  get configuration() {
    return {
      issuer: this.issuer,
      jwks_uri: `${this.issuer}/.well-known/jwks`,
      subject_types_supported: ['public', 'pairwise'],
      response_types_supported: ['id_token'],
      id_token_signing_alg_values_supported: ['RS256'],
      scopes_supported: ['openid'],
    }
  }

  get keySet() {
    const key = this.#keys.publicKey.export({ format: 'jwk' })
    return { keys: [{ ...key, kid: this.#keyId, alg: 'RS256', use: 'sig' }] }
  }
}
