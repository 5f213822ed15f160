import type { Agent } from 'node:http'
import { homedir } from 'node:os'
import { openAgent } from '../http/http-exchange.ts'
import { RETRIES, realTiming } from '../http/retry.ts'
import { findCredentials } from './credentials/find-credentials.ts'
import type { Surroundings } from './credentials/registry-credentials.ts'
import { OciBackend } from './oci-backend.ts'
import { parseOciAddress } from './parse-oci-address.ts'

/** Longer than a registry takes to write a manifest of a kilobyte; each record waits so long. */
const SETTLE_MS = 3_000

/** Opens `oci://host/owner/repo` without asking the registry anything. @throws store/url-invalid */
export function openOci(url: string, env: Surroundings['env']): OciBackend {
  const address = parseOciAddress(url)
  const surroundings = { env, home: env.HOME || homedir() }
  return new OciBackend({
    url,
    address,
    findCredentials: () => findCredentials(address.host, surroundings),
    agentOf: openAgents(env),
    timing: realTiming,
    retries: RETRIES,
    settleMs: SETTLE_MS,
  })
}

/** A registry may send to servers that are reached in another way. */
export function openAgents(env: Surroundings['env']): (protocol: string) => Agent {
  const agents = new Map<string, Agent>()
  return (protocol) => {
    const agent = agents.get(protocol) ?? openAgent(protocol, env)
    agents.set(protocol, agent)
    return agent
  }
}
