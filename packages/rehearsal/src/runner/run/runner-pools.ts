import { runnerError } from '../error.ts'
import type { PoolOptions } from '../options.ts'
import { waitInLine } from './cancelled.ts'

/** What a job asks for in `runs-on`. */
export interface RunnerRequest {
  readonly labels: readonly string[]
  readonly group: string | undefined
}

/** One machine while a job has it. */
export interface Slot {
  readonly runnerName: string
  readonly selfHosted: boolean
  /** Keeps home, tools and workspace for the next job. */
  readonly persistent: boolean
  release(): void
}

interface Waiting {
  readonly request: RunnerRequest
  readonly start: (slot: Slot) => void
}

/** The machines: jobs wait in line, and each free one goes to the first job that it can serve. */
export class RunnerPools {
  readonly #pools: readonly { readonly options: PoolOptions; readonly free: number[] }[]
  readonly #waiting: Waiting[] = []

  /** @throws runner/pool-invalid for a pool without slots or two of one name */
  constructor(pools: readonly PoolOptions[]) {
    for (const { name, slots } of pools) {
      if (!Number.isInteger(slots) || slots < 1 || pools.filter((each) => each.name === name).length > 1) {
        throw runnerError(
          'runner/pool-invalid',
          `Cannot make the pool "${name}": ${slots} slots; expected at least one, and names of their own`,
        )
      }
    }
    this.#pools = pools.map((options) => ({
      options,
      free: Array.from({ length: options.slots }, (_, index) => index + 1),
    }))
  }

  /** Whether any machine could ever take such a job. */
  canServe(request: RunnerRequest): boolean {
    return this.#pools.some(({ options }) => serves(options, request))
  }

  /** Labels of every pool, for messages. */
  describe(): string {
    return this.#pools.map(({ options }) => `${options.name} [${options.labels.join(', ')}]`).join('; ')
  }

  acquire(request: RunnerRequest, signal: AbortSignal): Promise<Slot> {
    return waitInLine<Slot>(signal, (start) => {
      const entry = { request, start }
      this.#waiting.push(entry)
      this.#serve()
      return () => this.#waiting.splice(this.#waiting.indexOf(entry), 1)
    })
  }

  #serve(): void {
    for (const entry of [...this.#waiting]) {
      const pool = this.#pools.find(({ options, free }) => free.length > 0 && serves(options, entry.request))
      const number = pool?.free.shift()
      if (pool === undefined || number === undefined) continue
      this.#waiting.splice(this.#waiting.indexOf(entry), 1)
      entry.start(this.#slot(pool, number))
    }
  }

  #slot(pool: { readonly options: PoolOptions; readonly free: number[] }, number: number): Slot {
    const { name, labels, persistent } = pool.options
    const selfHosted = labels.some((label) => label.toLowerCase() === 'self-hosted')
    return {
      runnerName: `${name}-${number}`,
      selfHosted,
      persistent: persistent ?? selfHosted,
      release: () => {
        pool.free.push(number)
        pool.free.sort((a, b) => a - b)
        this.#serve()
      },
    }
  }
}

function serves(pool: PoolOptions, { labels, group }: RunnerRequest): boolean {
  const offered = new Set(pool.labels.map((label) => label.toLowerCase()))
  return (
    (group === undefined || group.toLowerCase() === pool.name.toLowerCase()) &&
    labels.every((label) => offered.has(label.toLowerCase()))
  )
}
