import { setTimeout as delay } from 'node:timers/promises'
import type { Exchange } from './send-reply.ts'

/** Something that goes wrong on purpose. */
export interface Fault {
  /** Tested against "METHOD /path"; text matches where it is a part of it. */
  readonly match: string | RegExp
  /** Before the work is done (so that it is not), or after it was done and only the reply is lost. */
  readonly when: 'before' | 'after'
  readonly action:
    | { readonly kind: 'drop' }
    | { readonly kind: 'delay'; readonly ms: number }
    /** The request waits until something else is done, which begins now. */
    | { readonly kind: 'meanwhile'; readonly work: () => Promise<unknown> }
    | { readonly kind: 'status'; readonly status: number; readonly retryAfterS?: number }
  /** How many requests it meets; 1 without. */
  readonly times?: number
}

/** Faults that wait for their request. */
export class Faults {
  readonly #waiting: { readonly fault: Fault; left: number }[] = []

  /** @returns a function that takes the fault back, and says how many requests it was still to meet */
  add(fault: Fault): () => number {
    const entry = { fault, left: fault.times ?? 1 }
    this.#waiting.push(entry)
    return () => {
      const { left } = entry
      entry.left = 0
      return left
    }
  }

  /** Runs the work of a request, with the fault that meets it. */
  async around(exchange: Exchange, request: string, work: () => Promise<void>): Promise<void> {
    const fault = this.#take(request)
    if (!fault) return work()
    const { action } = fault
    if (action.kind === 'delay') {
      if (fault.when === 'after') holdReply(exchange, (send) => void delay(action.ms).then(send))
      else await delay(action.ms)
      return work()
    }
    if (action.kind === 'meanwhile') {
      await action.work()
      return work()
    }
    const fail = () =>
      action.kind === 'drop'
        ? exchange.request.socket.destroy()
        : refuse(exchange, action.status, action.retryAfterS)
    const reading = exchange.request.method === 'GET' || exchange.request.method === 'HEAD'
    // A read does nothing that could be done before its reply is lost.
    if (fault.when === 'before' || reading) {
      fail()
      return
    }
    const reply = silence(exchange)
    await work()
    reply.restore()
    fail()
  }

  #take(request: string): Fault | undefined {
    const entry = this.#waiting.find(
      ({ fault, left }) =>
        left > 0 &&
        (typeof fault.match === 'string' ? request.includes(fault.match) : fault.match.test(request)),
    )
    if (entry) entry.left -= 1
    return entry?.fault
  }
}

/** What a broken proxy says in the stand-in's place. */
function refuse({ response }: Exchange, status: number, retryAfterS: number | undefined): void {
  const body = JSON.stringify({
    message: status === 429 ? 'You have exceeded a secondary rate limit.' : 'Server Error',
  })
  response
    .writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      ...(retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) }),
    })
    .end(body)
}

/** Lets the work write its reply into the void. */
function silence({ response }: Exchange): { restore(): void } {
  const { writeHead, write, end } = response
  Object.assign(response, { writeHead: () => response, write: () => true, end: () => response })
  return { restore: () => Object.assign(response, { writeHead, write, end }) }
}

/** Sends the reply when it is told to. */
function holdReply({ response }: Exchange, release: (send: () => void) => void): void {
  const end = response.end.bind(response)
  response.end = ((...args: Parameters<typeof response.end>) => {
    release(() => end(...args))
    return response
  }) as typeof response.end
}
