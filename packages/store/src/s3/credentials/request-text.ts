import type { Agent } from 'node:http'
import { SlipwayError } from '@slipway/core'
import { exchange } from '../../http/http-exchange.ts'
import { planWait, RETRIES, realTiming } from '../../http/retry.ts'
import { readText } from '../../read-whole.ts'
import { credentialsFailed } from './credentials.ts'

export interface TextRequest {
  readonly url: string
  readonly method?: 'GET' | 'PUT' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly timeoutMs: number
  /** For a service that is not on this machine: the way to it may lead through a proxy. */
  readonly agent?: Agent
  readonly attempts: number
}

/**
 * Asks a service that gives credentials; one that is overloaded or away is asked again.
 * @throws store/credentials-failed, without anything of the reply, which may hold a secret
 */
export async function requestText(request: TextRequest, source: string): Promise<string> {
  const { url, timeoutMs, attempts, agent, method = 'GET', headers = {}, body } = request
  for (let failed = 1; ; failed++) {
    let problem: string
    let cause: unknown
    try {
      const signal = AbortSignal.timeout(timeoutMs)
      const reply = await exchange({ url: new URL(url), method, headers, body, agent, signal })
      const text = await readText(reply)
      const status = reply.statusCode ?? 0
      if (status === 200) return text
      problem = describe(status, text)
      if (status < 500 && status !== 429) throw credentialsFailed(source, problem)
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

/** The status, and the code of an error of STS, which is one word. */
function describe(status: number, text: string): string {
  const code = /<Code>(\w{1,60})<\/Code>/.exec(text)?.[1]
  return `it answered with ${status}${code === undefined ? '' : ` ${code}`}`
}
