import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  type Domain,
  PROJECT_FILE,
  type Project,
  parseDomain,
  parseProject,
  readableDomains,
} from '@slipway/core'
import { Repository } from '@slipway/git'
import {
  DividedBackend,
  type ObjectSource,
  type OpenOptions,
  openBackend,
  PART_BYTES,
  Store,
  Tiers,
  Workspace,
} from '@slipway/store'
import type { Context } from './context.ts'
import { commandError } from './error.ts'
import { type StoreLookups, storeLookups } from './store-lookups.ts'

/** A repository with its project file, its stores and what they hold. */
export interface OpenWorkspace {
  readonly repository: Repository
  readonly project: Project
  readonly workspace: Workspace
  /** This machine's own store, `.slipway/store`; its objects lie in SLIPWAY_RUNNER_STORE where that is set. */
  readonly local: Store
  /** What `local` is where something comes from it. */
  readonly localTier: 'workspace' | 'runner' | 'cache'
  /** The store that everybody shares; undefined where none is configured. */
  readonly remote: Store | undefined
  /** Where data comes from that this machine lacks: the remote store, and behind it a remote of DVC. */
  readonly origins: readonly Store[]
  /** Where runs of this process are recorded. */
  readonly domain: Domain
  readonly lookups: StoreLookups
  /** Objects from the local store, and from the remote one where they are missing or damaged. */
  readonly source: ObjectSource
}

type Surroundings = Pick<Context, 'cwd' | 'env' | 'signal'>

/**
 * Opens the repository around the working directory. SLIPWAY_STORE goes before the project file's remote, SLIPWAY_DVC before its DVC remote; SLIPWAY_DOMAIN is
 * the domain, `dev` without; SLIPWAY_LINK=hardlink makes large files second names of objects; SLIPWAY_STORE_CACHE says that this machine's store came from the Actions cache.
 * @throws workspace/project-missing, project/invalid, git/not-a-repository, store/url-invalid, core/name-invalid
 */
export async function openWorkspace(context: Surroundings): Promise<OpenWorkspace> {
  const repository = await Repository.open(context.cwd, context.env)
  return openWorkspaceAt(repository, parseProject(readProjectFile(repository.root)), context)
}

/** The same, with a project that need not be that of the work tree. */
export async function openWorkspaceAt(
  repository: Repository,
  project: Project,
  { env, signal }: Surroundings,
): Promise<OpenWorkspace> {
  const { root } = repository
  const domain = parseDomain(env.SLIPWAY_DOMAIN || 'dev')
  const address = env.SLIPWAY_STORE || project.store.remote
  const remote = address === undefined ? undefined : await openStore(address, { cwd: root, env })
  const workspace = await Workspace.open(root, { signal, link: readLink(env) })
  const local = await openLocalStore(root, env)
  const dvc = env.SLIPWAY_DVC ?? project.store.dvc
  const origins = remote ? [remote] : []
  if (dvc) {
    const { openDvcStore } = await import('./dvc/open-dvc-store.ts')
    origins.push(await openDvcStore(dvc, { root, data: project.data, local, env, signal }))
  }
  return {
    repository,
    project,
    workspace,
    local,
    localTier: env.SLIPWAY_RUNNER_STORE ? 'runner' : env.SLIPWAY_STORE_CACHE ? 'cache' : 'workspace',
    remote,
    origins,
    domain,
    lookups: storeLookups(local, remote, readableDomains(domain), origins),
    source: new Tiers([local, ...origins]),
  }
}

/**
 * Whether large files are second names of this machine's objects. Never of objects that other jobs of the machine reach: one
 * of them could write to a file of another.
 * @throws workspace/setting-invalid
 */
function readLink({ SLIPWAY_LINK: link, SLIPWAY_RUNNER_STORE: shared }: Surroundings['env']): boolean {
  if (link && link !== 'hardlink' && link !== 'copy')
    throw commandError(
      'workspace/setting-invalid',
      `Cannot put files into the workspace as SLIPWAY_LINK says: it is "${link}"; expected "hardlink" or "copy"`,
    )
  return link === 'hardlink' && !shared
}

/**
 * The store of this workspace. Objects can be shared by all workspaces of a machine: they are hashed whenever they are read.
 * Records stay here, since another workspace of the machine may run what nobody has reviewed.
 */
async function openLocalStore(root: string, env: Surroundings['env']): Promise<Store> {
  const open = (folder: string) => openBackend(pathToFileURL(folder).href, { cwd: root, env })
  const own = await open(join(root, '.slipway', 'store'))
  const shared = env.SLIPWAY_RUNNER_STORE
  return new Store(shared ? new DividedBackend(await open(resolve(root, shared)), own) : own)
}

/** Opens a store that several machines share, by its address. @throws store/url-invalid, store/foreign-folder, store/read-failed */
export async function openStore(address: string, options: OpenOptions): Promise<Store> {
  return new Store(await openBackend(address, options), { partBytes: PART_BYTES })
}

/** The text of the project file in the work tree. @throws workspace/project-missing */
export function readProjectFile(root: string): string {
  try {
    return readFileSync(join(root, PROJECT_FILE), 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'EISDIR')
      throw commandError(
        'workspace/project-missing',
        `Cannot read "${PROJECT_FILE}" in "${root}": it is a folder; expected a file`,
        { cause },
      )
    if (code !== 'ENOENT') throw cause
    throw commandError('workspace/project-missing', `Cannot find "${PROJECT_FILE}" in "${root}"`, {
      hint: 'Make one with `slipway init`',
      cause,
    })
  }
}

/** The shared store of a verb that cannot do without. @throws workspace/remote-missing */
export function requireRemote({ remote }: Pick<OpenWorkspace, 'remote'>, action: string): Store {
  if (remote) return remote
  throw commandError(
    'workspace/remote-missing',
    `Cannot ${action}: no store is configured; expected "store: { remote: … }" in ${PROJECT_FILE}, or SLIPWAY_STORE`,
    {
      hint: 'Add `store: { remote: "file:///path" }` (or `s3://…`, `gs://…`, `az://…`, `oci://…`) to slipway.yaml: docs/guides/remotes.md',
    },
  )
}
