import { runnerError } from '../error.ts'

/** What work can wait for that no work of the runner brings about: its turn, a person, a machine that is not there. */
export type WaitKind = 'turn' | 'approval' | 'runner'

interface Waiter {
  readonly ignoreWaiting: boolean
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/** Counts what is at work and what waits, to know when nothing will happen any more by itself. */
export class Activity {
  #working = 0
  readonly #waiting: Record<WaitKind, number> = { turn: 0, approval: 0, runner: 0 }
  readonly #waiters = new Set<Waiter>()

  async work<Result>(run: () => Promise<Result>): Promise<Result> {
    this.#working++
    try {
      return await run()
    } finally {
      this.#rest()
    }
  }

  /** Others do the work meanwhile, and are counted themselves. */
  async aside<Result>(run: () => Promise<Result>): Promise<Result> {
    this.#rest()
    try {
      return await run()
    } finally {
      this.#working++
    }
  }

  async wait<Result>(kind: WaitKind, run: () => Promise<Result>): Promise<Result> {
    this.#waiting[kind]++
    try {
      return await this.aside(run)
    } finally {
      this.#waiting[kind]--
    }
  }

  /**
   * Resolves when nothing is at work and, unless `ignoreWaiting`, nothing waits.
   *
   * @throws runner/run-stuck when all that is left waits for a machine that no pool has
   */
  idle(options: { readonly ignoreWaiting?: boolean }): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiters.add({ ignoreWaiting: options.ignoreWaiting === true, resolve, reject })
      this.#check()
    })
  }

  #rest(): void {
    this.#working--
    this.#check()
  }

  /** Looks after the present turn of the event loop: one thing ends before the next that follows from it begins. */
  #check(): void {
    if (this.#waiters.size > 0) setImmediate(() => this.#settle())
  }

  #settle(): void {
    if (this.#working > 0) return
    const { turn, approval, runner } = this.#waiting
    for (const waiter of [...this.#waiters]) {
      const done = waiter.ignoreWaiting || turn + approval + runner === 0
      // A reviewer may come yet; a machine will not.
      if (!done && approval > 0) continue
      this.#waiters.delete(waiter)
      if (done) waiter.resolve()
      else waiter.reject(stuck())
    }
  }
}

function stuck(): Error {
  return runnerError(
    'runner/run-stuck',
    'Cannot wait for the runs to end: a job asks for a runner that no pool has',
    {
      hint: 'The job carries a warning that says which labels it asks for; cancel the run, or add a pool with these labels',
    },
  )
}
