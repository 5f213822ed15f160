import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { GitTree } from '@slipway/git'
import { DvcObjects, openDvc } from '@slipway/store'
import type { Context } from '../context.ts'
import type { OpenWorkspace } from '../open-workspace.ts'
import { DvcConfig } from './dvc-config.ts'
import type { DvcOut } from './parse-dvc-file.ts'
import { dvcRootOf } from './read-dvc-files.ts'

/** Where DVC's objects are looked for: the cache of a DVC project, then the remote. */
export class DvcPlaces {
  readonly #open: OpenWorkspace
  readonly #tree: GitTree
  readonly #context: Context
  readonly #remote: string | undefined
  readonly #configs = new Map<string, DvcConfig>()
  readonly #remotes = new Map<string, DvcObjects>()

  constructor(open: OpenWorkspace, tree: GitTree, context: Context, remote: string | undefined) {
    this.#open = open
    this.#tree = tree
    this.#context = context
    this.#remote = remote
  }

  async of(out: DvcOut): Promise<readonly DvcObjects[]> {
    const { env } = this.#context
    const { root } = this.#open.repository
    const folder = join(root, dvcRootOf(out.file, this.#tree))
    const config = this.#configs.get(folder) ?? new DvcConfig(folder, env)
    this.#configs.set(folder, config)
    const cache = await openDvc(pathToFileURL(config.cache).href, { cwd: root, env })
    const name = config.remoteName(this.#remote ?? out.remote)
    if (name === undefined) return [cache]
    const key = `${folder}\0${name}`
    const remote = this.#remotes.get(key) ?? (await openRemote(config, name))
    this.#remotes.set(key, remote)
    return [cache, remote]
  }
}

/** What is in the cache does not need the remote: one that cannot be opened is an error when it is asked. */
async function openRemote(config: DvcConfig, name: string): Promise<DvcObjects> {
  try {
    const { url, options } = config.remote(name)
    return await openDvc(url, options)
  } catch (error) {
    return DvcObjects.unreachable(name, error)
  }
}
