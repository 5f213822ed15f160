import type { ForgeState } from '../state/forge-state.ts'
import type { IdentityProvider } from './identity-provider.ts'
import type { RuntimeGrant, RuntimeTokens } from './runtime-token.ts'

/** What the official clients for artifacts, caches and identity tokens find in a job's environment. */
export function runtimeEnvironment(
  forge: ForgeState,
  parts: { readonly tokens: RuntimeTokens; readonly provider: IdentityProvider },
  grant: RuntimeGrant,
): Readonly<Record<string, string>> {
  const token = parts.tokens.issue(grant)
  const url = `${forge.links.local}/`
  return {
    ACTIONS_RUNTIME_TOKEN: token,
    ACTIONS_RUNTIME_URL: url,
    ACTIONS_RESULTS_URL: url,
    ACTIONS_CACHE_SERVICE_V2: 'true',
    ACTIONS_CACHE_MODE: grant.cacheWritable ? 'write' : 'read',
    ...(grant.permissions['id-token'] === 'write'
      ? { ACTIONS_ID_TOKEN_REQUEST_TOKEN: token, ACTIONS_ID_TOKEN_REQUEST_URL: parts.provider.requestUrl }
      : {}),
  }
}
