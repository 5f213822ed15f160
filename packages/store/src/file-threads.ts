import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { threadEntry } from './thread-entry.ts'

/** More would wait for the same disk. */
const MOST_THREADS = 4

/** Of a thread, which keeps nothing: with more it would only clear away what is gone less often. */
const YOUNG_MEGABYTES = 12

/** A thread takes 40 ms to start, in which so many small files are read without one. */
const FILES_HERE = 2048

interface Job<Order, Answer> {
  readonly order: Order
  resolve(answer: Answer): void
  reject(error: Error): void
}

/** Works through orders about small files: the first of them here, and where there are many, the rest in threads. */
export class FileThreads<Order extends { readonly names: readonly string[] }, Answer> {
  readonly #most = Math.min(availableParallelism(), MOST_THREADS)
  readonly #program: string
  readonly #here: (order: Order) => Answer
  readonly #idle: Worker[] = []
  readonly #busy = new Map<Worker, Job<Order, Answer>>()
  readonly #waiting: Job<Order, Answer>[] = []
  #files = 0

  /**
   * @param program name of the file that a thread runs, without its suffix
   * @param here does the same in this thread
   */
  constructor(program: string, here: (order: Order) => Answer) {
    this.#program = program
    this.#here = here
  }

  /** How many orders are worth giving at a time. */
  get places(): number {
    return this.#files <= FILES_HERE ? 1 : 2 * this.#most
  }

  /** @param files how many files that are read it compares with */
  async ask(order: Order, files = order.names.length): Promise<Answer> {
    this.#files += files
    if (this.#files <= FILES_HERE) return this.#here(order)
    return new Promise((resolve, reject) => {
      this.#waiting.push({ order, resolve, reject })
      this.#next()
    })
  }

  /** Ends all threads at once; what they were asked is never answered. */
  async close(): Promise<void> {
    await Promise.all([...this.#idle, ...this.#busy.keys()].map((thread) => thread.terminate()))
  }

  #next(): void {
    if (this.#waiting.length === 0) return
    const thread = this.#idle.pop() ?? (this.#busy.size < this.#most ? this.#start() : undefined)
    const job = thread && this.#waiting.shift()
    if (!thread || !job) return
    this.#busy.set(thread, job)
    thread.postMessage(job.order)
  }

  #start(): Worker {
    const thread = new Worker(threadEntry(this.#program), {
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
    })
    thread.on('message', (answer: Answer) => this.#end(thread)?.resolve(answer))
    thread.on('error', (error) => this.#end(thread, true)?.reject(error))
    return thread
  }

  #end(thread: Worker, isDead = false): Job<Order, Answer> | undefined {
    const job = this.#busy.get(thread)
    this.#busy.delete(thread)
    if (!isDead) this.#idle.push(thread)
    this.#next()
    return job
  }
}
