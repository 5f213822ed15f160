import type { Agent } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { realTiming, type Timing } from '../http/retry.ts'

const GLANCE_MS = 20

/** A clock whose waits end once no request of these agents has been under way for a moment: as short as the machine allows. */
export function quietTiming(agents: readonly Agent[]): Timing {
  const isBusy = () => agents.some(({ sockets }) => Object.keys(sockets).length > 0)
  const sleep = async () => {
    for (let quiet = 0; quiet < 2; quiet = isBusy() ? 0 : quiet + 1) await setTimeout(GLANCE_MS)
  }
  return { ...realTiming, sleep }
}
