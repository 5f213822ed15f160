import type { Agent } from 'node:http'
import { SlipwayError } from '@slipway/core'
import { storeError } from '../error.ts'
import { readText } from '../read-whole.ts'
import { credentialsFailed } from './credentials.ts'
import { exchange, headersOf } from './http-exchange.ts'
import { describeSkew, skewOf } from './http-failure.ts'
import { planWait, RETRIES, realTiming } from './retry.ts'

export interface TextRequest {
  readonly url: string
  readonly method?: 'GET' | 'PUT' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  /** A form; in place of a body of its own. */
  readonly form?: Readonly<Record<string, string>>
  readonly body?: string
  /** Of one attempt. */
  readonly timeoutMs?: number
  /** For a service that is not on this machine: the way to it may lead through a proxy. */
  readonly agent?: Agent
  readonly attempts?: number
  /** What to do where it refuses, by the word that it gives. */
  readonly hints?: Readonly<Record<string, string>>
}

const TIMEOUT_MS = 10_000
const ATTEMPTS = 4
/** What token services allow a clock to be off. */
const SKEW_MS = 5 * 60_000

/**
 * Asks a service that gives credentials; one that is overloaded or away is asked again.
 * @throws store/credentials-failed, store/clock-skewed; without anything of the reply, which may hold a secret
 */
export async function requestText(request: TextRequest, source: string): Promise<string> {
  const { url, agent, form, attempts = ATTEMPTS, timeoutMs = TIMEOUT_MS } = request
  const { method = form ? 'POST' : 'GET', body = form && new URLSearchParams(form).toString() } = request
  const type = form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}
  for (let failed = 1; ; failed++) {
    let problem: string
    let cause: unknown
    try {
      const signal = AbortSignal.timeout(timeoutMs)
      const headers = { ...type, ...request.headers }
      const reply = await exchange({ url: new URL(url), method, headers, body, agent, signal })
      const text = await readText(reply)
      const status = reply.statusCode ?? 0
      if (status === 200) return text
      const word = wordOf(text)
      problem = `it answered with ${`${status} ${word}`.trim()}`
      if (status < 500 && status !== 429)
        throw refusal(source, problem, word, request.hints, headersOf(reply))
    } catch (error) {
      if (error instanceof SlipwayError) throw error
      problem = 'it cannot be reached'
      cause = error
    }
    const waitMs = planWait(failed, 0, 0, { ...RETRIES, attempts }, realTiming.random())
    if (waitMs === undefined) throw credentialsFailed(source, problem, { cause })
    await realTiming.sleep(waitMs)
  }
}

function refusal(
  source: string,
  problem: string,
  word: string,
  hints: TextRequest['hints'],
  headers: Headers,
): Error {
  const skewMs = skewOf(headers, realTiming.now())
  const hint = hints?.[word]
  if (skewMs === undefined || Math.abs(skewMs) < SKEW_MS)
    return credentialsFailed(source, problem, hint === undefined ? {} : { hint })
  return storeError(
    'store/clock-skewed',
    `Cannot get credentials from ${source}: ${problem}, and ${describeSkew(skewMs)}`,
    { hint: 'Set the clock of this machine (NTP)' },
  )
}

/** The code of an error of STS or OAuth, which is one word; everything else in a reply may be a secret. */
function wordOf(text: string): string {
  return /<Code>(\w{1,60})<\/Code>|"error"\s*:\s*"(\w{1,60})"/.exec(text)?.slice(1).find(Boolean) ?? ''
}
