import type { IncomingMessage } from 'node:http'
import type { Account } from '../state/account.ts'
import type { Actor, Pusher } from '../state/actor.ts'
import type { ForgeState } from '../state/forge-state.ts'
import type { ForgeRepository } from '../state/repository.ts'
import { hasRight, type Right } from '../state/rights.ts'
import { HttpError } from './http-error.ts'

export interface CallInit {
  readonly forge: ForgeState
  readonly actor: Actor
  readonly path: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly body: unknown
  readonly request: IncomingMessage
}

/** One request to the API, as its operation sees it. */
export class Call {
  readonly forge: ForgeState
  readonly actor: Actor
  readonly query: URLSearchParams
  readonly request: IncomingMessage
  readonly #path: Readonly<Record<string, string>>
  readonly #body: unknown

  constructor(init: CallInit) {
    this.forge = init.forge
    this.actor = init.actor
    this.query = init.query
    this.request = init.request
    this.#path = init.path
    this.#body = init.body
  }

  /** A part of the path. */
  text(name: string): string {
    return this.#path[name] ?? ''
  }

  /** A number in the path; anything else names nothing that exists. */
  number(name: string): number {
    const value = Number(this.text(name))
    if (Number.isSafeInteger(value)) return value
    throw HttpError.notFound()
  }

  /** The body, which the description has already checked; `T` says what of it is used. */
  json<T extends object>(): T {
    return (this.#body ?? {}) as T
  }

  /** @throws HttpError 401 for nobody */
  requireAccount(): Account {
    if (this.actor.kind !== 'anonymous') return this.actor.account
    throw new HttpError(401, 'Requires authentication')
  }

  /** @throws HttpError 401 for nobody */
  get account(): Account {
    return this.requireAccount()
  }

  /** Whether the caller asked for a media type like "raw", "diff" or "sha". */
  wants(type: string): boolean {
    return new RegExp(`application/vnd\\.github\\.(v3\\.)?${type}\\b`).test(this.request.headers.accept ?? '')
  }
}

/** A request about one repository, which the caller may see. */
export class RepositoryCall extends Call {
  readonly repository: ForgeRepository

  constructor(init: CallInit, repository: ForgeRepository) {
    super(init)
    this.repository = repository
  }

  get pusher(): Pusher {
    return { actor: this.actor, account: this.account }
  }

  may(right: Right): boolean {
    return hasRight(this.actor, this.repository, right)
  }
}

/** What is there, or 404. */
export function found<T>(value: T | undefined): T {
  if (value === undefined) throw HttpError.notFound()
  return value
}
