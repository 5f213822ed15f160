import { createHmac, randomBytes } from 'node:crypto'
import { equal } from './json-web-token.ts'

/** What an address gives access to. */
export interface SignedTarget {
  /** "blob" or "log" */
  readonly kind: string
  readonly id: string
  readonly verb: 'r' | 'w'
}

const LIFETIME_S = 3600

/**
 * Makes addresses that hold their own right, like Azure's shared access signatures. The Azure client wants account,
 * container and blob in the path of a host that is an IP address, and leaves the query alone.
 */
export class UrlSigner {
  readonly #secret = randomBytes(32)
  readonly #base: string
  readonly #now: () => Date

  constructor(base: string, now: () => Date) {
    this.#base = base
    this.#now = now
  }

  sign(target: SignedTarget, name: string): string {
    const expires = Math.floor(this.#now().getTime() / 1000) + LIFETIME_S
    const query = new URLSearchParams({
      sp: target.verb,
      se: String(expires),
      sig: this.#mac(target, expires),
    })
    return `${this.#base}/_signed/${target.kind}/${target.id}/${encodeURIComponent(name)}?${query}`
  }

  /** Whether an address was signed for this target, and is not over. */
  allows(target: SignedTarget, query: URLSearchParams): boolean {
    const expires = Number(query.get('se'))
    const fresh = expires * 1000 > this.#now().getTime()
    return fresh && equal(query.get('sig') ?? '', this.#mac(target, expires))
  }

  #mac({ kind, id, verb }: SignedTarget, expires: number): string {
    return createHmac('sha256', this.#secret).update(`${verb} ${kind} ${id} ${expires}`).digest('base64url')
  }
}
