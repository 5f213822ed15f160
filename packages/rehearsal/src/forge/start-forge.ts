import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSlice } from '../openapi/open-slice.ts'
import { Validator } from '../openapi/validator.ts'
import { PageSite } from '../web/page-site.ts'
import type { Forge } from './forge.ts'
import { ApiHandler } from './http/api-handler.ts'
import { dispatch, type Handlers } from './http/dispatch.ts'
import { Faults } from './http/faults.ts'
import { GitHttpHandler } from './http/git-http-handler.ts'
import { answer, closeServer, listenOnPort, listenOnSocket } from './http/server.ts'
import { leaveDirectory, openDirectory } from './open-directory.ts'
import { BlobStore } from './results/blob-store.ts'
import { IdentityProvider } from './results/identity-provider.ts'
import { ResultsHandler } from './results/results-handler.ts'
import { RuntimeTokens } from './results/runtime-token.ts'
import { runnerPortOf } from './runner-port.ts'
import { setupOf } from './setup.ts'
import { ForgeState } from './state/forge-state.ts'
import { Links } from './state/links.ts'
import { writeGhConfig } from './write-gh-config.ts'

export interface ForgeOptions {
  /** Repositories, artifacts and assets go here; what an earlier stand-in left there is removed. */
  readonly directory: string
  /** Of 127.0.0.1; any free one without. */
  readonly port?: number
  readonly now?: () => Date
  /** One line for each request and event. */
  readonly log?: (line: string) => void
}

/**
 * Starts a stand-in GitHub on 127.0.0.1: Git, REST API, Results service and pages.
 * @throws stand-in/directory-taken
 */
export async function startForge(options: ForgeOptions): Promise<Forge> {
  const { directory, now = () => new Date(), log = () => {} } = options
  await openDirectory(directory)
  const { server, port } = await listenOnPort(options.port ?? 0)
  // The path of a socket has room for some hundred characters only.
  const socketFolder = await mkdtemp(join(tmpdir(), 'forge-'))
  const socket = join(socketFolder, 'gh.sock')
  const socketServer = await listenOnSocket(socket)
  const state = new ForgeState({ directory, links: new Links(port), now, log })
  const results = { tokens: new RuntimeTokens(state), provider: new IdentityProvider(state) }
  const blobs = new BlobStore(join(directory, 'blobs'))
  const git = new GitHttpHandler(state)
  const handlers: Handlers = {
    api: new ApiHandler(state, new Validator(openSlice())),
    git,
    results: new ResultsHandler(state, { ...results, blobs }),
    pages: new PageSite(state),
  }
  const faults = new Faults()
  for (const one of [server, socketServer])
    answer(one, (exchange) => dispatch(state, handlers, faults, exchange))
  return {
    ...runnerPortOf(state, results),
    ...setupOf(state),
    links: state.links,
    port,
    socket,
    ghConfigDirectory: await writeGhConfig(join(directory, 'gh'), socket),
    violations: state.violations,
    addFault: (fault) => faults.add(fault),
    close: async () => {
      git.close()
      await Promise.all([closeServer(server), closeServer(socketServer)])
      await rm(socketFolder, { recursive: true, force: true })
      await leaveDirectory(directory)
    },
  }
}
