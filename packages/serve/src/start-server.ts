import type { Runtime } from '@slipway/onnx'
import { HttpServer } from './http/http-server.ts'
import { DEFAULT_LIMITS, type Limits } from './limits.ts'
import type { DesiredSource } from './model/desired-model.ts'
import { Fleet } from './model/fleet.ts'
import { ModelCache } from './model/model-cache.ts'
import type { ModelStatus } from './model/model-status.ts'
import { Follower } from './source/follower.ts'

export interface ServerOptions {
  readonly host: string
  /** 0 for any that is free. */
  readonly port: number
  readonly source: DesiredSource
  readonly pollMs: number
  /** Folder of verified model files; made where it is not there. */
  readonly cacheFolder: string
  readonly runtime: Runtime
  readonly limits?: Limits
  /** Milliseconds, from any start: when a load that failed is tried again. */
  readonly clock?: () => number
  /** One line at a time. */
  readonly log: (line: string) => void
}

export interface RunningServer {
  readonly url: string
  readonly port: number
  readonly ready: boolean
  /** Why the desired state could not be read the last time; "" where it could. */
  readonly problem: string
  /** Resolves when what was desired at the start serves, or failed. */
  readonly settled: Promise<void>
  statuses(): readonly ModelStatus[]
  /** Asks the source now; resolves when what it says serves, or failed. */
  poll(): Promise<void>
  /** Not ready from now on; resolves when everything is answered and every process gone. */
  close(): Promise<void>
}

/**
 * Starts a server of the Open Inference Protocol that follows a desired state. It listens and is live at once; it is
 * ready when every model has a version that serves.
 *
 * @throws serve/address-unusable
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { runtime, source, limits = DEFAULT_LIMITS } = options
  // The runtime's own messages have several lines.
  const log = (line: string) => options.log(line.replaceAll(/\s*\n\s*/g, ' '))
  const cache = new ModelCache(options.cacheFolder, limits.modelBytes)
  const clock = options.clock ?? (() => performance.now())
  const fleet = new Fleet({ cache, runtime, limits, log, clock })
  const http = await HttpServer.listen({ host: options.host, port: options.port, fleet, limits, log })
  if (runtime.warning !== undefined) log(runtime.warning)
  log(`listening on ${http.url}, following ${source.describe}`)
  const follower = new Follower(source, fleet)
  const settled = follower.poll()
  follower.start(options.pollMs)
  return {
    url: http.url,
    port: http.port,
    settled,
    get ready() {
      return fleet.ready
    },
    get problem() {
      return fleet.problem
    },
    statuses: () => fleet.statuses(),
    poll: () => follower.poll(),
    close: async () => {
      follower.stop()
      await http.close()
      await fleet.close()
    },
  }
}
