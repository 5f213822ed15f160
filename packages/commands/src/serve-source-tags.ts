import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Secret } from '@slipway/core'
import { type GitTag, Repository } from '@slipway/git'
import { serveError } from '@slipway/serve'

const TIMEOUT_MS = 120_000

export interface TagMirrorOptions {
  /** Address or path of the repository. */
  readonly remote: string
  readonly models: readonly string[]
  /** Folder in which the mirror makes one of its own. */
  readonly temporary: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Sent to the remote's own host, where it is an https address. */
  readonly token: Secret | undefined
}

/**
 * A repository's registry tags, mirrored in a folder of our own: tag objects and the commits that they point at, no
 * history, no trees. Asking for news costs one `ls-remote`; something is fetched only when a tag came, went or moved.
 */
export class TagMirror {
  readonly #options: TagMirrorOptions
  #folder: string | undefined
  #listed: string | undefined
  #tags: readonly GitTag[] = []

  constructor(options: TagMirrorOptions) {
    this.#options = options
  }

  /** @throws serve/source-failed in Git's own words */
  async read(signal: AbortSignal): Promise<readonly GitTag[]> {
    const folder = await this.#open(signal)
    const patterns = this.#options.models.flatMap((model) => [`refs/tags/${model}@*`, `refs/tags/${model}#*`])
    const listed = await this.#git(folder, ['ls-remote', '--tags', 'origin', ...patterns], signal)
    if (listed === this.#listed) return this.#tags
    this.#tags = listed === '' ? [] : await this.#fetch(folder, patterns, signal)
    this.#listed = listed
    return this.#tags
  }

  async #fetch(folder: string, patterns: readonly string[], signal: AbortSignal): Promise<readonly GitTag[]> {
    const refspecs = patterns.map((pattern) => `+${pattern}:${pattern}`)
    const limits = ['--no-tags', '--prune', '--depth=1', '--filter=tree:0', '--no-write-fetch-head']
    await this.#git(folder, ['fetch', '--quiet', ...limits, 'origin', ...refspecs], signal)
    return (await Repository.open(folder, this.#environment())).tags()
  }

  async close(): Promise<void> {
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true })
  }

  async #open(signal: AbortSignal): Promise<string> {
    if (this.#folder !== undefined) return this.#folder
    const folder = await mkdtemp(join(this.#options.temporary, 'slipway-tags-'))
    this.#folder = folder
    await this.#git(folder, ['init', '--quiet'], signal)
    await this.#git(folder, ['config', 'remote.origin.url', this.#options.remote], signal)
    return folder
  }

  #git(cwd: string, args: readonly string[], signal: AbortSignal): Promise<string> {
    const options = { cwd, env: this.#environment(), signal, timeout: TIMEOUT_MS, maxBuffer: 2 ** 28 }
    return new Promise((resolve, reject) => {
      execFile('git', args, options, (error, stdout, stderr) => {
        if (error === null) {
          resolve(stdout)
          return
        }
        const reason = stderr.trim() || error.message
        const remote = withoutUser(this.#options.remote)
        reject(
          serveError('serve/source-failed', `Cannot read the tags of ${remote}: ${reason}`, { cause: error }),
        )
      })
    })
  }

  #environment(): Record<string, string | undefined> {
    const { env, remote, token } = this.#options
    const quiet = { ...env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' }
    const host = /^https?:\/\/(?:[^/@]*@)?[^/]+\//.exec(remote)?.[0]
    if (token === undefined || host === undefined) return quiet
    const count = Number(env.GIT_CONFIG_COUNT ?? 0)
    const basic = Buffer.from(`x-access-token:${token.reveal()}`).toString('base64')
    return {
      ...quiet,
      // In the environment, as arguments are seen by everybody on the machine; and for this host only.
      GIT_CONFIG_COUNT: String(count + 1),
      [`GIT_CONFIG_KEY_${count}`]: `http.${host}.extraheader`,
      [`GIT_CONFIG_VALUE_${count}`]: `Authorization: Basic ${basic}`,
    }
  }
}

function withoutUser(remote: string): string {
  return remote.replace(/^(https?:\/\/)[^/@]*@/, '$1')
}
