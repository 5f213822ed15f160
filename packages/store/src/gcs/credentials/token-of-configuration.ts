import { createSign } from 'node:crypto'
import { type AccessToken, parseAccessToken } from '../../http/access-token.ts'
import { credentialsFailed, isText, type Surroundings } from '../../http/credentials.ts'
import { openAgent } from '../../http/http-exchange.ts'
import { requestText, type TextRequest } from '../../http/request-text.ts'
import { parseServiceAddress } from '../../http/service-address.ts'
import { subjectToken } from './subject-token.ts'

/** A file of credentials; its fields are strangers until they are checked. */
export type Configuration = Readonly<Record<string, unknown>>

const STORAGE_SCOPE = 'https://www.googleapis.com/auth/devstorage.read_write'
/** What it takes to speak for a service account. */
const CLOUD_SCOPE = 'https://www.googleapis.com/auth/cloud-platform'
const TOKEN_SERVICE = 'https://oauth2.googleapis.com/token'
const HOUR_S = 3600

interface Exchange {
  readonly configuration: Configuration
  readonly surroundings: Surroundings
  readonly source: string
  readonly scope: string
}

/**
 * Gets a token by what the file holds: the key of a service account, the login of a person, the identity of a workload,
 * or another of these that speaks for a service account.
 * Formats: https://google.aip.dev/auth/4110
 * @throws store/credentials-failed, store/clock-skewed
 */
export function tokenOfConfiguration(
  configuration: Configuration,
  surroundings: Surroundings,
  source: string,
): Promise<AccessToken> {
  const speaksFor = configuration.service_account_impersonation_url
  const exchange = { configuration, surroundings, source, scope: speaksFor ? CLOUD_SCOPE : STORAGE_SCOPE }
  return isText(speaksFor) ? impersonate(exchange, speaksFor) : ownToken(exchange)
}

async function ownToken(exchange: Exchange): Promise<AccessToken> {
  const { configuration, source } = exchange
  switch (configuration.type) {
    case 'service_account':
      return serviceAccountToken(exchange)
    case 'authorized_user':
      return personToken(exchange)
    case 'external_account':
      return workloadToken(exchange)
    case 'impersonated_service_account': {
      const inner = configuration.source_credentials
      if (typeof inner === 'object' && inner !== null)
        return ownToken({ ...exchange, configuration: inner as Configuration })
    }
  }
  throw credentialsFailed(source, `its "type" is "${configuration.type}"`, {
    hint: 'Known are service_account, authorized_user, external_account and impersonated_service_account',
  })
}

/** https://developers.google.com/identity/protocols/oauth2/service-account#httprest */
function serviceAccountToken(exchange: Exchange): Promise<AccessToken> {
  const { configuration, surroundings, source, scope } = exchange
  const url = isText(configuration.token_uri) ? configuration.token_uri : TOKEN_SERVICE
  const issuedS = Math.floor(surroundings.now() / 1000)
  const claims = {
    iss: textOf(exchange, 'client_email'),
    scope,
    aud: url,
    iat: issuedS,
    exp: issuedS + HOUR_S,
  }
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const head = { alg: 'RS256', typ: 'JWT', kid: configuration.private_key_id }
  const signed = `${encode(head)}.${encode(claims)}`
  let signature: string
  try {
    signature = createSign('RSA-SHA256').update(signed).sign(textOf(exchange, 'private_key'), 'base64url')
  } catch {
    // The cause may quote the key.
    throw credentialsFailed(source, 'its "private_key" is none')
  }
  const form = {
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: `${signed}.${signature}`,
  }
  return tokenFrom(exchange, { url, form })
}

function personToken(exchange: Exchange): Promise<AccessToken> {
  const { token_uri: url } = exchange.configuration
  const form = {
    grant_type: 'refresh_token',
    client_id: textOf(exchange, 'client_id'),
    client_secret: textOf(exchange, 'client_secret'),
    refresh_token: textOf(exchange, 'refresh_token'),
  }
  const hints = { invalid_grant: 'Sign in again: `gcloud auth application-default login`' }
  return tokenFrom(exchange, { url: isText(url) ? url : TOKEN_SERVICE, form, hints })
}

/** https://google.aip.dev/auth/4117 */
async function workloadToken(exchange: Exchange): Promise<AccessToken> {
  const { configuration, surroundings, source, scope } = exchange
  const url = textOf(exchange, 'token_url')
  const form = {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    subject_token_type: textOf(exchange, 'subject_token_type'),
    audience: textOf(exchange, 'audience'),
    scope,
    subject_token: await subjectToken(configuration.credential_source, surroundings, source),
  }
  return tokenFrom(exchange, { url, form })
}

/** https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken */
async function impersonate(exchange: Exchange, url: string): Promise<AccessToken> {
  const { token } = await ownToken(exchange)
  const { delegates } = exchange.configuration
  return tokenFrom(exchange, {
    url,
    method: 'POST',
    headers: { authorization: `Bearer ${token.reveal()}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      scope: [STORAGE_SCOPE],
      lifetime: `${HOUR_S}s`,
      ...(delegates ? { delegates } : {}),
    }),
  })
}

async function tokenFrom(
  { surroundings, source }: Exchange,
  request: Omit<TextRequest, 'agent'>,
): Promise<AccessToken> {
  const { protocol } = parseServiceAddress(request.url, source)
  const text = await requestText({ ...request, agent: openAgent(protocol, surroundings.env) }, source)
  return parseAccessToken(text, source, surroundings.now())
}

function textOf({ configuration, source }: Exchange, name: string): string {
  const found = configuration[name]
  if (isText(found)) return found
  throw credentialsFailed(source, `it has no "${name}"`)
}
