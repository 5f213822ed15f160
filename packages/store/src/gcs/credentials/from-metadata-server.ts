import { SlipwayError } from '@slipway/core'
import { type AccessToken, parseAccessToken } from '../../http/access-token.ts'
import type { CredentialSource, Surroundings } from '../../http/credentials.ts'
import { requestText } from '../../http/request-text.ts'

const ADDRESS = 'metadata.google.internal'
/** On any other machine nobody answers, and that must not take long. */
const KNOCK_MS = 1_000
const HEADERS = { 'metadata-flavor': 'Google' }

/**
 * The service account of a machine, a container or a function on Google Cloud.
 * https://cloud.google.com/compute/docs/metadata/overview
 */
export function fromMetadataServer({ env, now }: Surroundings): CredentialSource<AccessToken> {
  const place = 'the metadata server of Google Cloud'
  const base = `http://${env.GCE_METADATA_HOST || ADDRESS}/computeMetadata/v1/instance/service-accounts/default`
  return {
    place,
    find: async () => {
      if (env.NO_GCE_CHECK === 'true') return undefined
      const knock = { url: `${base}/email`, headers: HEADERS, timeoutMs: KNOCK_MS, attempts: 1 }
      if (!(await answers(knock, place))) return undefined
      return parseAccessToken(
        await requestText({ url: `${base}/token`, headers: HEADERS }, place),
        place,
        now(),
      )
    },
  }
}

/** False on any machine that has no such account: nobody answers, or the service of another cloud. */
async function answers(knock: Parameters<typeof requestText>[0], place: string): Promise<boolean> {
  try {
    return (await requestText(knock, place)).includes('@')
  } catch (error) {
    if (error instanceof SlipwayError) return false
    throw error
  }
}
