import { setTimeout as delay } from 'node:timers/promises'
import { SlipwayError } from '@slipway/core'
import { commandError } from '../error.ts'
import { plainRequest } from './plain-request.ts'

export interface RayJob {
  readonly status: 'PENDING' | 'RUNNING' | 'STOPPED' | 'SUCCEEDED' | 'FAILED'
  readonly message: string | null
  /** Of the command; null where the cluster lost it. */
  readonly driver_exit_code: number | null
}

/** A head that starts anew is waited for so long. */
const PATIENCE_MS = 5 * 60_000
const PAUSE_MS = 2_000
const ONE_CALL_MS = 60_000

/** The Jobs API of a Ray cluster. @see https://docs.ray.io/en/latest/cluster/running-applications/job-submission/rest.html */
export class RayClient {
  readonly #address: string
  readonly #headers: Readonly<Record<string, string>>
  readonly #patienceMs: number

  /** @param headers for a proxy in front of the dashboard; they are sent, and never shown */
  constructor(address: string, headers: Readonly<Record<string, string>> = {}, patienceMs = PATIENCE_MS) {
    this.#address = address.replace(/\/+$/, '')
    this.#headers = headers
    this.#patienceMs = patienceMs
  }

  /** Undefined where there is none of this name. */
  async job(id: string): Promise<RayJob | undefined> {
    const answer = await this.#call('GET', `/api/jobs/${id}`, undefined, [404])
    return answer.status === 404 ? undefined : ((await answer.json()) as RayJob)
  }

  /** True where this call made it: of many that submit one name, one does. */
  async submit(id: string, request: Readonly<Record<string, unknown>>): Promise<boolean> {
    const answer = await this.#call(
      'POST',
      '/api/jobs/',
      JSON.stringify({ ...request, submission_id: id }),
      [400],
    )
    if (answer.ok) return true
    const text = await answer.text()
    if (/already exists/.test(text)) return false
    throw this.#refused('submit a job to', 400, text)
  }

  async logs(id: string): Promise<string> {
    const answer = await this.#call('GET', `/api/jobs/${id}/logs`, undefined, [404, 500])
    return answer.ok ? (((await answer.json()) as { logs?: string }).logs ?? '') : ''
  }

  async stop(id: string): Promise<void> {
    await this.#call('POST', `/api/jobs/${id}/stop`, undefined, [404, 400])
  }

  /** Forgets a job that has ended. */
  async forget(id: string): Promise<void> {
    await this.#call('DELETE', `/api/jobs/${id}`, undefined, [404, 400, 500])
  }

  async upload(name: string, bytes: Uint8Array): Promise<void> {
    const there = await this.#call('GET', `/api/packages/gcs/${name}`, undefined, [404])
    if (there.status === 404) await this.#call('PUT', `/api/packages/gcs/${name}`, bytes, [])
  }

  async #call(
    method: string,
    path: string,
    body: string | Uint8Array | undefined,
    known: readonly number[],
  ): Promise<Response> {
    const endMs = performance.now() + this.#patienceMs
    for (;;) {
      const left = performance.now() < endMs
      const type = typeof body === 'string' ? { 'content-type': 'application/json' } : {}
      const headers = { ...type, ...this.#headers }
      try {
        const asked = { method, headers, body, timeoutMs: ONE_CALL_MS }
        const answer = await plainRequest(`${this.#address}${path}`, asked)
        if (answer.ok || known.includes(answer.status)) return answer
        if (answer.status < 500 || !left) throw this.#refused(method, answer.status, await answer.text())
      } catch (error) {
        if (error instanceof SlipwayError) throw error
        if (!left) throw this.#unreachable(error)
      }
      await delay(PAUSE_MS)
    }
  }

  #refused(doing: string, status: number, text: string) {
    const last = text.trim().split('\n').at(-1)?.slice(0, 300) ?? ''
    return commandError(
      'ray/refused',
      `Cannot ${doing} Ray at ${this.#address}: status ${status}, ${last}; expected it to be taken`,
    )
  }

  #unreachable(error: unknown) {
    const why = error instanceof Error ? error.message || error.name : String(error)
    return commandError(
      'ray/unreachable',
      `Cannot reach Ray at ${this.#address}: ${why}; expected its dashboard`,
      {
        hint: 'The address is that of the dashboard, port 8265; `curl ADDRESS/api/version` shows whether this machine reaches it',
      },
    )
  }
}
