import { storeError } from '../../error.ts'
import type { CredentialSource, Credentials, Surroundings } from './credentials.ts'
import { fromContainer } from './from-container.ts'
import { fromEnvironment } from './from-environment.ts'
import { fromInstance } from './from-instance.ts'
import { fromProfile } from './from-profile.ts'
import { fromWebIdentity } from './web-identity.ts'

/** So long before they expire credentials are replaced: longer than any request takes. */
const EARLY_MS = 5 * 60_000

/** The credentials of this process, from the first place that has some; replaced before they expire. */
export class CredentialChain {
  readonly #sources: readonly CredentialSource[]
  readonly #now: () => number
  #current: Credentials | undefined
  #pending: Promise<Credentials> | undefined

  constructor(sources: readonly CredentialSource[], now: () => number) {
    this.#sources = sources
    this.#now = now
  }

  /** The usual places, in the order of the AWS tools. */
  static usual(surroundings: Surroundings, region: string): CredentialChain {
    return new CredentialChain(
      [
        fromEnvironment(surroundings),
        fromWebIdentity(surroundings, region),
        fromProfile(surroundings, region),
        fromContainer(surroundings),
        fromInstance(surroundings),
      ],
      surroundings.now,
    )
  }

  /** @throws store/credentials-missing, store/credentials-failed */
  async get(): Promise<Credentials> {
    const current = this.#current
    const leftMs = (current?.expiresMs ?? Number.POSITIVE_INFINITY) - this.#now()
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
    for (const source of this.#sources) {
      const found = await source.find()
      if (found) {
        this.#current = found
        return found
      }
    }
    throw storeError(
      'store/credentials-missing',
      `Cannot find credentials for S3: none in ${this.#sources.map(({ place }) => place).join('; ')}`,
      {
        hint: 'In GitHub Actions use aws-actions/configure-aws-credentials; elsewhere `aws configure`: docs/guides/remotes.md',
      },
    )
  }
}
