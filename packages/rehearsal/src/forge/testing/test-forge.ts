import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Octokit } from '@octokit/core'
import { paginateRest } from '@octokit/plugin-paginate-rest'
import { restEndpointMethods } from '@octokit/plugin-rest-endpoint-methods'
import type { RepositoryRef, WorkflowEvent } from '../../model.ts'
import type { Forge } from '../forge.ts'
import { startForge } from '../start-forge.ts'
import { WorkTree } from './work-tree.ts'

const Client = Octokit.plugin(restEndpointMethods, paginateRest)
export type Client = InstanceType<typeof Client>

/** A stand-in with two people: "ada" owns the repository "ada/models", "eve" owns nothing yet. */
export interface TestForge {
  readonly forge: Forge
  readonly repository: RepositoryRef
  readonly events: WorkflowEvent[]
  readonly tokens: { readonly ada: string; readonly eve: string }
  readonly ada: Client
  readonly eve: Client
  readonly nobody: Client
  clientOf(token: string | undefined): Client
  /** A clone of ada's whose main branch has one commit. */
  readonly tree: WorkTree
  addressFor(token: string, path?: string): string
  close(): Promise<void>
}

export async function startTestForge(options: { readonly private?: boolean } = {}): Promise<TestForge> {
  const directory = await mkdtemp(join(tmpdir(), 'forge-test-'))
  const forge = await startForge({ directory })
  const events: WorkflowEvent[] = []
  forge.onEvent((event) => events.push(event))
  forge.createUser('ada')
  forge.createUser('eve')
  const repository = await forge.createRepository({
    owner: 'ada',
    name: 'models',
    private: options.private ?? false,
  })
  const tokens = { ada: forge.createToken('ada'), eve: forge.createToken('eve') }
  const clientOf = (token: string | undefined) =>
    new Client({ baseUrl: forge.urls.api, ...(token === undefined ? {} : { auth: token }), log: silent })
  const addressFor = (token: string, path = 'ada/models') =>
    `http://x-access-token:${token}@127.0.0.1:${forge.port}/${path}.git`
  const tree = await WorkTree.init(addressFor(tokens.ada), 'ada')
  await tree.commit('first commit', { 'README.md': '# Models\n', 'data.txt': 'one\ntwo\nthree\n' })
  await tree.git('push', '--quiet', 'origin', 'main')
  return {
    forge,
    repository,
    events,
    tokens,
    ada: clientOf(tokens.ada),
    eve: clientOf(tokens.eve),
    nobody: clientOf(undefined),
    clientOf,
    tree,
    addressFor,
    close: async () => {
      await forge.close()
      await tree.remove()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
