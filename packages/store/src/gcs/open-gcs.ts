import { homedir } from 'node:os'
import { storeError } from '../error.ts'
import type { Surroundings } from '../http/credentials.ts'
import { HttpBackend } from '../http/http-backend.ts'
import { openAgent } from '../http/http-exchange.ts'
import { RETRIES, realTiming } from '../http/retry.ts'
import { isPrivate } from '../http/service-address.ts'
import { usualGcsCredentials } from './credentials/usual-credentials.ts'
import { type GcsCredentials, GcsService } from './gcs-service.ts'
import { parseGcsAddress } from './parse-gcs-address.ts'

const GOOGLE = 'https://storage.googleapis.com'

/**
 * Opens `gs://bucket/prefix` without asking the server anything. The server is Google's; the environment may name another
 * (STORAGE_EMULATOR_HOST, which gets no credentials, or CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE).
 * @throws store/url-invalid
 */
export function openGcs(url: string, env: Surroundings['env']): HttpBackend<GcsCredentials> {
  const address = parseGcsAddress(url)
  const emulator = env.STORAGE_EMULATOR_HOST?.replace(/^(?!https?:\/\/)(?=.)/, 'http://')
  const named = emulator || env.CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE || GOOGLE
  const endpoint = URL.canParse(named) ? new URL(named) : undefined
  if (!endpoint || !(emulator || isPrivate(endpoint))) {
    throw storeError(
      'store/url-invalid',
      `Cannot use store "${url}": its endpoint "${named}" is no address for a token; expected "https://host"`,
      { hint: 'Check STORAGE_EMULATOR_HOST and CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE' },
    )
  }
  const surroundings = { env, home: env.HOME || homedir(), now: realTiming.now }
  return new HttpBackend(new GcsService(url, address, endpoint), {
    agent: openAgent(endpoint.protocol, env),
    credentials: usualGcsCredentials(surroundings),
    timing: realTiming,
    retries: RETRIES,
  })
}
