import type { TextRequest } from './request-text.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Whether this job may ask GitHub who it is: it has `id-token: write`. */
export function hasActionsIdentity(env: Environment): boolean {
  return Boolean(env.ACTIONS_ID_TOKEN_REQUEST_URL && env.ACTIONS_ID_TOKEN_REQUEST_TOKEN)
}

/** What a job of GitHub Actions asks for a token that says who it is, for this audience; the answer is `{"value": "…"}`. */
export function actionsIdentityRequest(env: Environment, audience: string): TextRequest {
  const url = `${env.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=${encodeURIComponent(audience)}`
  return { url, headers: { authorization: `Bearer ${env.ACTIONS_ID_TOKEN_REQUEST_TOKEN}` } }
}
