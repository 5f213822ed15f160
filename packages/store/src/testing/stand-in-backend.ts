import { openAgent } from '../http/http-exchange.ts'
import { RETRIES, type Timing } from '../http/retry.ts'
import { CredentialChain } from '../s3/credentials/credential-chain.ts'
import { type Credentials, checkCredentials } from '../s3/credentials/credentials.ts'
import { S3Backend } from '../s3/s3-backend.ts'
import type { S3Settings } from '../s3/s3-client.ts'
import type { StandInS3 } from './stand-in-s3.ts'

/** Small, so that tests of many parts are fast. */
export const STAND_IN_PART_BYTES = 1 << 18
export const STAND_IN_SECRET = 'the-secret-that-nobody-may-see'

/** A backend on a stand-in whose waits take no time; `waits` are those that it would have waited, in milliseconds. */
export interface StandInBackend {
  readonly backend: S3Backend
  readonly waits: number[]
}

export interface StandInOptions {
  /** Access keys, one for each time that credentials are looked for; the last stays. */
  readonly accessKeys?: readonly string[]
  /** How far this machine's clock is ahead. */
  readonly skewMs?: number
  readonly stallMs?: number
  readonly settings?: Partial<S3Settings>
}

export function openStandIn(s3: StandInS3, options: StandInOptions = {}): StandInBackend {
  const waits: number[] = []
  const keys = [...(options.accessKeys ?? ['AKID'])]
  const now = () => Date.now() + (options.skewMs ?? 0) + waits.reduce((sum, ms) => sum + ms, 0)
  const sleep = async (ms: number) => {
    waits.push(ms)
  }
  const timing: Timing = { now, random: () => 0.5, stallMs: options.stallMs ?? 10_000, sleep }
  const find = async (): Promise<Credentials> =>
    checkCredentials(
      {
        accessKeyId: keys.length > 1 ? keys.shift() : keys[0],
        secretAccessKey: STAND_IN_SECRET,
        sessionToken: `${STAND_IN_SECRET}-token`,
        expiration: undefined,
      },
      'the test',
    )
  const settings = {
    url: 's3://bucket/p',
    bucket: 'bucket',
    region: 'us-east-1',
    endpoint: new URL(s3.endpoint),
    credentials: new CredentialChain([{ place: 'the test', find }], now),
    timing,
    agent: openAgent('http:', {}),
    retries: RETRIES,
    partBytes: STAND_IN_PART_BYTES,
    ...options.settings,
  }
  return { backend: new S3Backend(settings, 'p'), waits }
}
