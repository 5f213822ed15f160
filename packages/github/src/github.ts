import { setTimeout as sleep } from 'node:timers/promises'
import { GitHub as Toolkit } from '@actions/github/lib/utils'
import { retry } from '@octokit/plugin-retry'
import { throttling } from '@octokit/plugin-throttling'
import type { Secret } from '@slipway/core'
import { githubError } from './error.ts'
import type { Purpose } from './permission.ts'
import { requestFailure } from './request-failure.ts'

const Client = Toolkit.plugin(retry, throttling)
export type Client = InstanceType<typeof Client>

export interface GitHubOptions {
  readonly token: Secret
  /** `https://api.github.com`, or what `GITHUB_API_URL` says. */
  readonly apiUrl: string
  /** `owner/name`. */
  readonly repository: string
  readonly userAgent: string
  readonly signal?: AbortSignal | undefined
  /** How long a second of waiting takes, for tests; 1000. */
  readonly secondMs?: number | undefined
}

/** The repository that requests are about; its members are what Octokit calls them. */
export interface At {
  readonly owner: string
  readonly repo: string
}

/** One repository on GitHub. Reads are retried on failures of the service, and writes where that cannot do them twice. */
export class GitHub {
  readonly at: At
  readonly signal: AbortSignal | undefined
  readonly #client: Client
  readonly #secondMs: number

  constructor(client: Client, at: At, options: Pick<GitHubOptions, 'signal' | 'secondMs'>) {
    this.#client = client
    this.at = at
    this.signal = options.signal
    this.#secondMs = options.secondMs ?? 1000
  }

  /** `owner/name`. */
  get repository(): string {
    return `${this.at.owner}/${this.at.repo}`
  }

  /**
   * Sends a request, or several, for one purpose.
   *
   * @throws github/forbidden, github/not-found, github/conflict, github/refused, github/rate-limited, github/unavailable
   */
  async request<T>(purpose: Purpose, send: (client: Client, at: At) => Promise<T>): Promise<T> {
    try {
      return await send(this.#client, this.at)
    } catch (error) {
      this.signal?.throwIfAborted()
      throw requestFailure(error, purpose)
    }
  }

  /** Waits before another try. */
  async pause(seconds: number): Promise<void> {
    await sleep(seconds * this.#secondMs, undefined, this.signal ? { signal: this.signal } : {})
  }
}

/** A wait for a limit that is longer than this fails at once: the job would sit and cost money. */
const LONGEST_WAIT_S = 60
const LIMIT_RETRIES = 2

/**
 * Opens one repository. Nothing is sent yet.
 *
 * @throws github/repository-invalid where it is not `owner/name`
 */
export function openGitHub(options: GitHubOptions): GitHub {
  const [owner, repo, ...rest] = options.repository.split('/')
  if (!owner || !repo || rest.length > 0)
    throw githubError(
      'github/repository-invalid',
      `Cannot open repository "${options.repository.slice(0, 200)}": expected "owner/name"`,
    )
  const { signal, secondMs = 1000 } = options
  const wait = (seconds: number, _options: unknown, _client: unknown, retries: number) =>
    seconds <= LONGEST_WAIT_S && retries < LIMIT_RETRIES
  const client = new Client({
    auth: options.token.reveal(),
    baseUrl: options.apiUrl.replace(/\/$/, ''),
    userAgent: options.userAgent,
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    request: signal ? { signal } : {},
    retry: { doNotRetry: [400, 401, 403, 404, 409, 410, 422, 429, 451], retryAfterBaseValue: secondMs },
    throttle: {
      onRateLimit: wait,
      onSecondaryRateLimit: wait,
      retryAfterBaseValue: secondMs,
      ...UNPACED,
    },
  })
  return new GitHub(client, { owner, repo }, { signal, secondMs })
}

const ignore = () => {}
/**
 * The plugin's own pauses (a second after each write, three after each comment) and its queue are made for bulk work;
 * what we need of it is that it obeys limits. This is as much of Bottleneck's groups as it uses.
 */
const through = {
  key: () => ({
    schedule: async (_job: unknown, run: (...given: unknown[]) => unknown, ...given: unknown[]) =>
      run(...given),
  }),
}
const UNPACED: object = { global: through, write: through, notifications: through }
