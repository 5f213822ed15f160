import { Cancelled, waitInLine } from './cancelled.ts'

export interface ConcurrencyRequest {
  /** Repository and name of the group; GitHub compares names without regard to case. */
  readonly repositoryId: number
  readonly group: string
  readonly cancelInProgress: boolean
  /** "single": the newest that waits replaces the others; "max": up to 100 wait in line. */
  readonly queue: 'single' | 'max'
  /** Asks whoever made this request to stop. */
  readonly cancel: (reason: Cancelled) => void
  readonly signal: AbortSignal
}

interface Group {
  running: ConcurrencyRequest | undefined
  readonly waiting: { readonly request: ConcurrencyRequest; readonly start: () => void }[]
}

const LONGEST_QUEUE = 100

/** `concurrency:` of runs and jobs alike: in each group of a repository one goes on at a time. */
export class ConcurrencyGroups {
  readonly #groups = new Map<string, Group>()

  /** Resolves when it is this one's turn, with the function that ends the turn. @throws Cancelled */
  async enter(request: ConcurrencyRequest): Promise<() => void> {
    const key = `${request.repositoryId} ${request.group.toLowerCase()}`
    const group = this.#groups.get(key) ?? { running: undefined, waiting: [] }
    this.#groups.set(key, group)
    if (group.running !== undefined) {
      const reason = new Cancelled(
        `Canceling since a higher priority waiting request for '${request.group}' exists`,
      )
      if (request.queue === 'single') for (const each of [...group.waiting]) each.request.cancel(reason)
      else if (group.waiting.length >= LONGEST_QUEUE)
        throw new Cancelled(`The queue of '${request.group}' is full`)
      if (request.cancelInProgress) group.running.cancel(reason)
    }
    if (group.running === undefined) group.running = request
    else await this.#wait(group, request)
    return () => this.#leave(key, group)
  }

  #wait(group: Group, request: ConcurrencyRequest): Promise<void> {
    return waitInLine<void>(request.signal, (resolve) => {
      const entry = { request, start: resolve }
      group.waiting.push(entry)
      return () => group.waiting.splice(group.waiting.indexOf(entry), 1)
    })
  }

  #leave(key: string, group: Group): void {
    const next = group.waiting.shift()
    group.running = next?.request
    if (next === undefined) this.#groups.delete(key)
    else next.start()
  }
}
