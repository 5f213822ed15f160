import { setTimeout as sleep } from 'node:timers/promises'
import { type Digest, shortOf } from '@slipway/core'
import type { Context } from '../context.ts'
import { commandError } from '../error.ts'

export interface ServedExpectation {
  readonly url: string
  readonly model: string
  readonly digest: Digest
  readonly timeoutSeconds: number
}

/**
 * Waits until a server that follows the stage answers with this digest.
 * @throws deploy/not-served when it does not in time
 */
export async function awaitServed(
  context: Context,
  { url, model, digest, timeoutSeconds }: ServedExpectation,
): Promise<void> {
  const address = new URL(`v2/models/${model}`, url.endsWith('/') ? url : `${url}/`)
  const deadline = context.now().getTime() + timeoutSeconds * 1000
  let seen = 'no answer'
  while (context.now().getTime() < deadline) {
    seen = await servedDigest(address, context.signal)
    if (seen === digest) return context.progress.note(`${url} serves ${shortOf(digest)}`)
    await sleep(500, undefined, { signal: context.signal })
  }
  throw commandError(
    'deploy/not-served',
    `Cannot confirm the deployment of ${model}: after ${timeoutSeconds} s ${url} says ${seen}; expected ${digest}`,
    { hint: 'Read the server’s log: it says why it kept the version that it has' },
  )
}

async function servedDigest(address: URL, signal: AbortSignal): Promise<string> {
  try {
    const response = await fetch(address, { signal: AbortSignal.any([signal, AbortSignal.timeout(5000)]) })
    const body = (await response.json()) as { readonly properties?: { readonly digest?: string } }
    return response.ok ? (body.properties?.digest ?? 'no digest') : `HTTP ${response.status}`
  } catch (error) {
    signal.throwIfAborted()
    return error instanceof Error ? error.message : String(error)
  }
}
