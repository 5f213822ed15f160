import { Secret } from '@slipway/core'
import { AzureService } from '../azure/azure-service.ts'
import { GcsService } from '../gcs/gcs-service.ts'
import { CredentialChain } from '../http/credential-chain.ts'
import type { Expiring } from '../http/credentials.ts'
import { HttpBackend } from '../http/http-backend.ts'
import type { HttpSettings } from '../http/http-client.ts'
import { openAgent } from '../http/http-exchange.ts'
import type { ObjectService } from '../http/object-service.ts'
import { RETRIES, type Timing } from '../http/retry.ts'
import { type S3Place, S3Service } from '../s3/s3-service.ts'
import type { StandInServer } from './stand-in-server.ts'

export const STAND_IN_SECRET = 'the-secret-that-nobody-may-see'

/** A backend on a stand-in whose waits take no time; `waits` are those that it would have waited, in milliseconds. */
export interface StandInBackend {
  readonly backend: HttpBackend<Expiring>
  readonly waits: number[]
}

export interface StandInOptions {
  /** Who asks, one for each time that credentials are looked for; the last stays. */
  readonly identities?: readonly string[]
  /** How far this machine's clock is ahead. */
  readonly skewMs?: number
  readonly stallMs?: number
  readonly settings?: Partial<Pick<HttpSettings<Expiring>, 'agent' | 'retries'>>
}

type StandIn = Pick<StandInServer, 'endpoint'>

export function openStandInS3(
  { endpoint }: StandIn,
  options: StandInOptions = {},
  place: Partial<S3Place> = {},
): StandInBackend {
  const url = 's3://bucket/p'
  const at = {
    url,
    bucket: 'bucket',
    prefix: 'p',
    region: 'us-east-1',
    endpoint: new URL(endpoint),
    ...place,
  }
  return openOn(new S3Service(at), options, (accessKeyId) => ({
    accessKeyId,
    secretAccessKey: new Secret(STAND_IN_SECRET),
    sessionToken: new Secret(`${STAND_IN_SECRET}-token`),
  }))
}

export function openStandInGcs({ endpoint }: StandIn, options: StandInOptions = {}): StandInBackend {
  const address = { bucket: 'bucket', prefix: 'p' }
  const service = new GcsService('gs://bucket/p', address, new URL(endpoint))
  return openOn(service, options, (identity) => ({ token: new Secret(tokenOf(identity)) }))
}

export function openStandInAzure({ endpoint }: StandIn, options: StandInOptions = {}): StandInBackend {
  const address = { account: 'account', container: 'bucket', prefix: 'p' }
  const service = new AzureService('az://account/bucket/p', address, new URL(endpoint))
  return openOn(service, options, (identity) => ({ token: new Secret(tokenOf(identity)) }))
}

/** A token is a secret as a whole; only where a test asks who it was is it somebody's name. */
const tokenOf = (identity: string) => (identity === '' ? STAND_IN_SECRET : identity)

function openOn<Credentials extends Expiring>(
  service: ObjectService<Credentials>,
  options: StandInOptions,
  credentialsOf: (identity: string) => Omit<Credentials, keyof Expiring>,
): StandInBackend {
  const waits: number[] = []
  const identities = [...(options.identities ?? [''])]
  const now = () => Date.now() + (options.skewMs ?? 0) + waits.reduce((sum, ms) => sum + ms, 0)
  const sleep = async (ms: number) => {
    waits.push(ms)
  }
  const timing: Timing = { now, random: () => 0.5, stallMs: options.stallMs ?? 10_000, sleep }
  const find = async () => {
    const identity = (identities.length > 1 ? identities.shift() : identities[0]) ?? ''
    return { ...credentialsOf(identity), expiresMs: undefined, source: 'the test' } as Credentials
  }
  const credentials = new CredentialChain({
    cloud: 'the stand-in',
    hint: 'None',
    sources: [{ place: 'the test', find }],
    now,
  })
  const settings = {
    credentials,
    timing,
    agent: openAgent('http:', {}),
    retries: RETRIES,
    ...options.settings,
  }
  return { backend: new HttpBackend(service, settings), waits }
}
