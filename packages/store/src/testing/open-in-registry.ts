import { Secret } from '@slipway/core'
import { RETRIES, type Timing } from '../http/retry.ts'
import { OciBackend } from '../oci/oci-backend.ts'
import type { OciSettings } from '../oci/oci-client.ts'
import { openAgents } from '../oci/open-oci.ts'
import { parseOciAddress } from '../oci/parse-oci-address.ts'
import { STAND_IN_NAME, STAND_IN_USER, type StandInRegistry } from './stand-in-registry.ts'

/** A backend on a stand-in whose waits take no time; `waits` are those that it would have waited, in milliseconds. */
export interface RegistryBackend {
  readonly backend: OciBackend
  readonly waits: number[]
}

export interface RegistryOptions {
  readonly settings?: Partial<OciSettings>
  readonly stallMs?: number
  /** Runs in place of each wait. */
  readonly onWait?: (ms: number) => Promise<void>
}

export function openInRegistry(registry: StandInRegistry, options: RegistryOptions = {}): RegistryBackend {
  const waits: number[] = []
  const url = `oci://${registry.host}/${STAND_IN_NAME}`
  const timing: Timing = {
    now: () => Date.UTC(2026, 0, 2) + waits.reduce((sum, ms) => sum + ms, 0),
    random: () => 0.5,
    stallMs: options.stallMs ?? 10_000,
    sleep: async (ms) => {
      waits.push(ms)
      await options.onWait?.(ms)
    },
  }
  const { user, password } = STAND_IN_USER
  const backend = new OciBackend({
    url,
    address: parseOciAddress(url),
    findCredentials: async () => ({
      user,
      password: new Secret(password),
      kind: 'password',
      source: 'the test',
    }),
    agentOf: openAgents({}),
    timing,
    retries: RETRIES,
    settleMs: SETTLE_MS,
    ...options.settings,
  })
  return { backend, waits }
}

/** As long as in earnest; only that it takes no time. */
export const SETTLE_MS = 3_000
