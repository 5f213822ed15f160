import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ForgePort, RepositoryRef } from '../../model.ts'
import { runnerError } from '../error.ts'
import type { ActionSource } from '../options.ts'
import type { SourceLookup, WorkflowSource } from '../workflow/workflow-source.ts'

const execute = promisify(execFile)

/** Repositories of the stand-in GitHub as sources of workflows and actions; a tree is fetched when first asked for. */
export class RepositorySources {
  readonly #forge: ForgePort
  readonly #directory: string
  readonly #path: string
  readonly #fetched = new Map<string, Promise<string>>()

  /** @param directory Where fetched trees are kept; `path` is the PATH that git is found on */
  constructor(input: { readonly forge: ForgePort; readonly directory: string; readonly path: string }) {
    this.#forge = input.forge
    this.#directory = input.directory
    this.#path = input.path
  }

  at(repository: RepositoryRef, commit: string): WorkflowSource {
    return {
      repository: `${repository.owner}/${repository.name}`,
      ref: commit,
      read: (path) => this.#forge.readFile(repository, commit, path),
      directory: () => {
        const folder = join(this.#directory, repository.owner, repository.name, commit)
        const fetched = this.#fetched.get(folder) ?? this.#fetch(repository, commit, folder)
        this.#fetched.set(folder, fetched)
        return fetched
      },
    }
  }

  /** GitHub's runner fetches actions with a right of its own, whatever the job's token may do. */
  async #fetch(repository: RepositoryRef, commit: string, folder: string): Promise<string> {
    if (existsSync(folder)) return folder
    const { token, revoke } = this.#forge.issueJobToken({
      repository,
      permissions: { contents: 'read', metadata: 'read' },
      runId: 0,
      jobId: 0,
    })
    const aside = `${folder}.partial`
    const { server } = this.#forge.urls
    const basic = Buffer.from(`x-access-token:${token}`).toString('base64')
    const git = (args: readonly string[]): Promise<unknown> =>
      execute('git', ['-C', aside, ...args], {
        env: {
          PATH: this.#path,
          HOME: aside,
          GIT_CONFIG_NOSYSTEM: '1',
          GIT_TERMINAL_PROMPT: '0',
          // In the environment, so that the token is in no list of processes and no file.
          GIT_CONFIG_COUNT: '1',
          GIT_CONFIG_KEY_0: `http.${server}/.extraheader`,
          GIT_CONFIG_VALUE_0: `AUTHORIZATION: basic ${basic}`,
        },
      })
    try {
      await rm(aside, { recursive: true, force: true })
      await mkdir(aside, { recursive: true })
      await git(['init', '--quiet'])
      const url = `${server}/${repository.owner}/${repository.name}`
      await git(['fetch', '--quiet', '--depth=1', '--no-tags', url, commit])
      await git(['checkout', '--quiet', '--detach', 'FETCH_HEAD'])
      await rename(aside, folder)
      return folder
    } catch (error) {
      const name = `${repository.owner}/${repository.name}@${commit}`
      throw runnerError('runner/fetch-failed', `Cannot fetch "${name}" for its actions: ${String(error)}`, {
        cause: error,
      })
    } finally {
      revoke()
    }
  }
}

/** Configured folders as sources of workflows, by `owner/name`. */
export function folderSources(sources: readonly ActionSource[]): SourceLookup {
  return (owner, name, ref) => {
    const repository = `${owner}/${name}`
    const source = sources.find(({ uses }) => uses.toLowerCase() === repository.toLowerCase())
    if (source === undefined) return undefined
    return {
      repository,
      ref,
      read: async (path) => {
        const file = join(source.directory, path)
        return existsSync(file) ? readFile(file, 'utf8') : undefined
      },
      directory: async () => source.directory,
    }
  }
}
