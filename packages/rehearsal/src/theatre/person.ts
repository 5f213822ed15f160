import { spawn } from 'node:child_process'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import type { Forge } from '../forge/forge.ts'

export type MergeMethod = 'merge' | 'squash' | 'rebase'

/** Somebody with an account, a token and a clone. What they do goes over HTTP, as it would with GitHub. */
export class Person {
  readonly login: string
  readonly token: string
  readonly clone: string
  readonly #forge: Forge
  readonly #env: Readonly<Record<string, string>>

  constructor(forge: Forge, login: string, folder: string, env: Readonly<Record<string, string>>) {
    this.#forge = forge
    this.login = login
    this.clone = join(folder, login)
    this.token = forge.createToken(login)
    this.#env = {
      ...env,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      GIT_AUTHOR_NAME: login,
      GIT_AUTHOR_EMAIL: `${login}@example.invalid`,
      GIT_COMMITTER_NAME: login,
      GIT_COMMITTER_EMAIL: `${login}@example.invalid`,
      GITHUB_TOKEN: this.token,
      GITHUB_API_URL: forge.urls.api,
      GITHUB_SERVER_URL: forge.urls.server,
    }
  }

  /** Address below which the pages of repositories lie. */
  get pages(): string {
    return this.#forge.links.local
  }

  /** Address of `owner/name` for Git, with the token. */
  addressOf(repository: string): string {
    const address = new URL(`${repository}.git`, `${this.#forge.links.local}/`)
    address.username = 'x-access-token'
    address.password = this.token
    return address.href
  }

  /** Clones `owner/name`, in which the later commands work. */
  async cloneRepository(repository: string): Promise<void> {
    await this.run(
      'git',
      ['clone', '--quiet', this.addressOf(repository), this.clone],
      join(this.clone, '..'),
    )
  }

  copyIn(folder: string): void {
    cpSync(folder, this.clone, { recursive: true })
  }

  /** Commits everything and pushes the branch. */
  async push(branch: string, message: string): Promise<void> {
    await this.run('git', ['add', '--all'])
    await this.run('git', ['commit', '--quiet', '--message', message])
    await this.run('git', ['push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`])
  }

  /** A branch of its own from the present state of the default branch. */
  async branch(name: string, from = 'origin/main'): Promise<void> {
    await this.run('git', ['fetch', '--quiet', '--tags', 'origin'])
    await this.run('git', ['checkout', '--quiet', '-B', name, from])
  }

  /** Runs a command in the clone and returns its output. */
  run(command: string, args: readonly string[], cwd = this.clone): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = spawn(command, args, { cwd, env: this.#env, stdio: ['ignore', 'pipe', 'pipe'] })
      let stdout = ''
      let stderr = ''
      child.stdout.on('data', (chunk) => {
        stdout += chunk
      })
      child.stderr.on('data', (chunk) => {
        stderr += chunk
      })
      child.on('error', reject)
      child.on('close', (status) =>
        status === 0
          ? resolve(stdout)
          : reject(
              new Error(`${this.login}: ${command} ${args.join(' ')}: exit ${status}\n${stdout}${stderr}`),
            ),
      )
    })
  }

  /** Calls the REST API. */
  async api<T>(method: string, path: string, body?: unknown): Promise<T> {
    const text = (await this.#request(method, path, 'application/vnd.github+json', body)).toString()
    return (text === '' ? undefined : JSON.parse(text)) as T
  }

  /** What an address of the REST API gives to those who ask for the bytes, as text. */
  async download(path: string): Promise<string> {
    return (await this.downloadBytes(path)).toString()
  }

  downloadBytes(path: string): Promise<Buffer> {
    return this.#request('GET', path, 'application/octet-stream')
  }

  async #request(method: string, path: string, accept: string, body?: unknown): Promise<Buffer> {
    const response = await fetch(`${this.#forge.urls.api}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        accept,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const bytes = Buffer.from(await response.arrayBuffer())
    if (response.ok) return bytes
    throw new Error(`${this.login}: ${method} ${path}: ${response.status} ${bytes.toString('utf8', 0, 300)}`)
  }

  /** Opens a pull request against `main`. @returns its number */
  async openPull(
    repository: string,
    request: { readonly title: string; readonly head: string; readonly body?: string },
  ): Promise<number> {
    const sent = { body: '', ...request, base: 'main' }
    return (await this.api<{ number: number }>('POST', `/repos/${repository}/pulls`, sent)).number
  }

  /** Merges a pull request. @returns the commit that came of it */
  async mergePull(repository: string, number: number, method: MergeMethod): Promise<string> {
    const path = `/repos/${repository}/pulls/${number}/merge`
    return (await this.api<{ sha: string }>('PUT', path, { merge_method: method })).sha
  }

  /** Says yes or no to everything that waits for a review. @returns the runs that waited */
  async review(
    repository: string,
    state: 'approved' | 'rejected',
    comment: string,
  ): Promise<readonly number[]> {
    const runs = `/repos/${repository}/actions/runs`
    const { workflow_runs: waiting } = await this.api<{ workflow_runs: { id: number }[] }>(
      'GET',
      `${runs}?status=waiting`,
    )
    const reviewed: number[] = []
    for (const { id } of waiting) {
      if (await this.reviewRun(repository, id, state, comment)) reviewed.push(id)
    }
    return reviewed
  }

  /** The same for one run. @returns false where it did not wait */
  async reviewRun(
    repository: string,
    runId: number,
    state: 'approved' | 'rejected',
    comment: string,
  ): Promise<boolean> {
    const path = `/repos/${repository}/actions/runs/${runId}/pending_deployments`
    const pending = await this.api<{ environment: { id: number } }[]>('GET', path)
    if (pending.length === 0) return false
    const ids = pending.map(({ environment }) => environment.id)
    await this.api('POST', path, { environment_ids: ids, state, comment })
    return true
  }
}
