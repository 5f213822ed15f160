import { planWait, RETRIES, realTiming } from '../retry.ts'
import { credentialsFailed } from './credentials.ts'

export interface TextRequest {
  readonly url: string
  readonly method?: 'GET' | 'PUT' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly timeoutMs: number
  readonly attempts: number
}

/**
 * Asks a service that gives credentials; one that is overloaded or away is asked again.
 * @throws store/credentials-failed, without anything of the reply, which may hold a secret
 */
export async function requestText(request: TextRequest, source: string): Promise<string> {
  const { url, timeoutMs, attempts, method = 'GET', headers = {}, body } = request
  for (let failed = 1; ; failed++) {
    let problem: string
    let cause: unknown
    try {
      const reply = await fetch(url, {
        method,
        headers,
        ...(body === undefined ? {} : { body }),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      })
      const text = await reply.text()
      if (reply.ok) return text
      problem = describe(reply.status, text)
      if (reply.status < 500 && reply.status !== 429) throw credentialsFailed(source, problem)
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'store/credentials-failed') throw error
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
