import { setTimeout as sleep } from 'node:timers/promises'
import { type Digest, shortOf } from '@slipway/core'
import { artifactNamed, digestsOf, holderOf } from '@slipway/registry'
import type { Context } from '../context.ts'
import { commandError } from '../error.ts'
import { type Forge, fetchRegistry } from '../open-forge.ts'

export interface ServedExpectation {
  /** As serverAddress() gave it. */
  readonly server: URL
  readonly model: string
  readonly stage: string
  /** Of the version that holds the stage. */
  readonly digest: Digest
  readonly timeoutSeconds: number
}

/**
 * Reads the address of a server, before anything is deployed to it.
 * @throws deploy/address-invalid
 */
export function serverAddress(text: string): URL {
  const url = URL.parse(text.endsWith('/') ? text : `${text}/`)
  if (url && (url.protocol === 'http:' || url.protocol === 'https:')) return url
  throw commandError(
    'deploy/address-invalid',
    `Cannot wait for the server at "${text.slice(0, 200)}": it is no address; expected one like "https://models.example.com"`,
    { hint: 'Mend the serve-url' },
  )
}

/**
 * Waits until a server that follows the stage answers with this digest. Where the stage went to another version meanwhile,
 * the server rightly never does, and nothing is wrong.
 * @throws deploy/not-served when it does not in time
 */
export async function awaitServed(
  context: Context,
  { repository }: Pick<Forge, 'repository'>,
  { server, model, stage, digest, timeoutSeconds }: ServedExpectation,
): Promise<void> {
  const address = new URL(`v2/models/${model}`, server)
  const deadline = context.now().getTime() + timeoutSeconds * 1000
  let seen = 'no answer'
  while (context.now().getTime() < deadline) {
    seen = await servedDigest(address, context.signal)
    if (seen === digest) return context.progress.note(`${server.href} serves ${shortOf(digest)}`)
    await sleep(500, undefined, { signal: context.signal })
  }
  const artifact = artifactNamed(await fetchRegistry(repository), model)
  const holder = holderOf(artifact, stage)?.version
  if (holder && digestsOf(holder).model !== digest)
    return context.progress.note(`${holder.version} took ${stage} of ${model} before it was served`)
  throw commandError(
    'deploy/not-served',
    `Cannot confirm the deployment of ${model}: after ${timeoutSeconds} s ${server.href} says ${seen}; expected ${digest}`,
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
