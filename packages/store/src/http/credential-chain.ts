import { storeError } from '../error.ts'
import type { CredentialSource, Expiring } from './credentials.ts'

/** So long before they expire credentials are replaced: longer than any request takes. */
const EARLY_MS = 5 * 60_000

export interface Chain<Credentials extends Expiring> {
  /** Whose they are, for the message that there are none. */
  readonly cloud: string
  readonly hint: string
  /** Asked in this order. */
  readonly sources: readonly CredentialSource<Credentials>[]
  readonly now: () => number
}

/** The credentials of this process, from the first place that has some; replaced before they expire. */
export class CredentialChain<Credentials extends Expiring> {
  readonly #chain: Chain<Credentials>
  #current: Credentials | undefined
  #pending: Promise<Credentials> | undefined

  constructor(chain: Chain<Credentials>) {
    this.#chain = chain
  }

  /** @throws store/credentials-missing, store/credentials-failed */
  async get(): Promise<Credentials> {
    const current = this.#current
    const leftMs = (current?.expiresMs ?? Number.POSITIVE_INFINITY) - this.#chain.now()
    if (current && leftMs > EARLY_MS) return current
    try {
      return await this.#find()
    } catch (error) {
      // While they are still valid, the next request may try again.
      if (current && leftMs > 0) return current
      throw error
    }
  }

  /** Forgets credentials that the server says have expired. */
  forget(credentials: Credentials): void {
    if (this.#current === credentials) this.#current = undefined
  }

  /** Many requests at once look only once. */
  #find(): Promise<Credentials> {
    this.#pending ??= this.#search().finally(() => {
      this.#pending = undefined
    })
    return this.#pending
  }

  async #search(): Promise<Credentials> {
    const { cloud, hint, sources } = this.#chain
    for (const source of sources) {
      const found = await source.find()
      if (found) {
        this.#current = found
        return found
      }
    }
    const places = sources.map(({ place }) => place).join('; ')
    throw storeError('store/credentials-missing', `Cannot find credentials for ${cloud}: none in ${places}`, {
      hint,
    })
  }
}
