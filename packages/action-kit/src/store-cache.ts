import { createHash } from 'node:crypto'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import * as core from '@actions/core'
import { type Context, formatBytes, type Progress } from '@slipway/commands'

// How a job uses the cache: restoreStoreCache() before its stages run, keepStoreCache() after, saveStoreCache() at its end.

/** Whose store it is. */
export interface CachedStore {
  /** Root of the repository. */
  readonly root: string
  /** What the job's stages are, as far as is known: equal plans share a cache. */
  readonly plan: string
}

const PREFIX = 'slipway-store-v1-'
/** A repository has 10 GB of cache in all: one that is larger than this pushes out everybody else's, and comes no faster than from the store. */
const MOST_BYTES = 4 * 1024 ** 3
const STATE = 'slipway-store-cache'

/**
 * The Actions cache as a tier of the store: this machine's own store comes from an earlier job, and goes to a later one. Whoever
 * can run a workflow on the branch can write such a cache, so it saves downloads and nothing else: every object that is read
 * from it is hashed, and a record in it decides nothing.
 * @returns the context of verbs that then read from it
 */
export async function restoreStoreCache(context: Context, { root, plan }: CachedStore): Promise<Context> {
  const { progress } = context
  const cache = await import('@actions/cache')
  if (!cache.isFeatureAvailable()) {
    progress.note('No Actions cache here')
    return context
  }
  try {
    const hit = await cache.restoreCache([pathOf(root)], keyOf(plan), [PREFIX])
    core.saveState(`${STATE}-hit`, hit ?? '')
    progress.note(hit ? `Took this machine's store from the cache ${hit}` : 'No cache of the store yet')
    if (hit) return { ...context, env: { ...context.env, SLIPWAY_STORE_CACHE: hit } }
  } catch (error) {
    // A tier that fails costs time, never the job.
    progress.warn(
      `The Actions cache could not be read: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
  return context
}

/** Marks the store to be kept for later jobs, under the plan as it is now that the stages have run. */
export function keepStoreCache({ root, plan }: CachedStore): void {
  core.saveState(STATE, JSON.stringify({ root, key: keyOf(plan) }))
}

/** Keeps the marked store, unless the same was restored. */
export async function saveStoreCache(progress: Progress): Promise<void> {
  const state = core.getState(STATE)
  if (state === '') return
  const cache = await import('@actions/cache')
  if (!cache.isFeatureAvailable()) return
  const { root, key } = JSON.parse(state) as { readonly root: string; readonly key: string }
  if (core.getState(`${STATE}-hit`) === key || !existsSync(pathOf(root))) return
  const bytes = bytesBelow(pathOf(root))
  if (bytes > MOST_BYTES)
    return progress.note(
      `This machine's store holds ${formatBytes(bytes)}: more than the ${formatBytes(MOST_BYTES)} that are kept in the Actions cache`,
    )
  try {
    const id = await cache.saveCache([pathOf(root)], key)
    progress.note(id > 0 ? `Kept this machine's store in the cache ${key}` : 'The cache took nothing new')
  } catch (error) {
    progress.warn(
      `The Actions cache could not be written: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

/**
 * The store's folder as seen from the workspace, where the runner starts an action: a cache is found under the paths that it was
 * saved with, and machines have workspaces of different names.
 */
function pathOf(root: string): string {
  return relative(process.cwd(), join(root, '.slipway', 'store'))
}

function bytesBelow(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0)
}

function keyOf(plan: string): string {
  return `${PREFIX}${createHash('sha256').update(plan).digest('hex').slice(0, 32)}`
}
