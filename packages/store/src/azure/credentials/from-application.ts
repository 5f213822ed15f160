import { type AccessToken, parseAccessToken } from '../../http/access-token.ts'
import { actionsIdentityRequest, hasActionsIdentity } from '../../http/actions-identity.ts'
import {
  type CredentialSource,
  credentialsFailed,
  isText,
  parseJsonObject,
  readTokenFile,
  type Surroundings,
} from '../../http/credentials.ts'
import { openAgent } from '../../http/http-exchange.ts'
import { requestText } from '../../http/request-text.ts'
import { parseServiceAddress } from '../../http/service-address.ts'

const AUTHORITY = 'https://login.microsoftonline.com'
const SCOPE = 'https://storage.azure.com/.default'
/** What a token of another identity service has to be for. */
const AUDIENCE = 'api://AzureADTokenExchange'
const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/**
 * The application (or user-assigned identity) AZURE_CLIENT_ID of AZURE_TENANT_ID: by its secret, by the token of a file as
 * on Kubernetes, or by the identity of a job of GitHub Actions.
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
export function fromApplication(surroundings: Surroundings): CredentialSource<AccessToken> {
  const { env, now } = surroundings
  const { AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: client } = env
  const place =
    'AZURE_TENANT_ID and AZURE_CLIENT_ID with AZURE_CLIENT_SECRET, AZURE_FEDERATED_TOKEN_FILE or `id-token: write`'
  return {
    place,
    find: async () => {
      const proof = tenant && client ? await proofOf(surroundings) : undefined
      if (!tenant || !client || !proof) return undefined
      const authority = (env.AZURE_AUTHORITY_HOST || AUTHORITY).replace(/\/+$/, '')
      const url = `${authority}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`
      const { protocol } = parseServiceAddress(url, proof.source)
      const form = { grant_type: 'client_credentials', client_id: client, scope: SCOPE, ...proof.form }
      const hints = {
        invalid_client: 'Check AZURE_CLIENT_ID, its secret, and the subjects of its federated credentials',
        unauthorized_client: 'Check AZURE_CLIENT_ID, and that it belongs to AZURE_TENANT_ID',
      }
      const text = await requestText({ url, form, hints, agent: openAgent(protocol, env) }, proof.source)
      return parseAccessToken(text, proof.source, now())
    },
  }
}

interface Proof {
  readonly form: Readonly<Record<string, string>>
  readonly source: string
}

/** What shows that we are the application; undefined where there is nothing that could. */
async function proofOf({ env }: Surroundings): Promise<Proof | undefined> {
  const byAssertion = (token: string, source: string): Proof => ({
    form: { client_assertion_type: ASSERTION, client_assertion: token },
    source,
  })
  if (env.AZURE_CLIENT_SECRET)
    return { form: { client_secret: env.AZURE_CLIENT_SECRET }, source: 'AZURE_CLIENT_SECRET' }
  if (env.AZURE_FEDERATED_TOKEN_FILE) {
    const source = 'AZURE_FEDERATED_TOKEN_FILE'
    return byAssertion(readTokenFile(env.AZURE_FEDERATED_TOKEN_FILE, source), source)
  }
  if (!hasActionsIdentity(env)) return undefined
  const source = 'the identity of this job (AZURE_CLIENT_ID, `id-token: write`)'
  const request = actionsIdentityRequest(env, AUDIENCE)
  const { protocol } = parseServiceAddress(request.url, source)
  const text = await requestText({ ...request, agent: openAgent(protocol, env) }, source)
  const { value } = parseJsonObject(text, source)
  if (isText(value)) return byAssertion(value, source)
  throw credentialsFailed(source, 'GitHub answered without a token')
}
