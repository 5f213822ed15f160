import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import * as core from '@actions/core'
import type { Progress } from '@slipway/commands'

const PREFIX = 'slipway-store-v1-'
const STATE = 'slipway-store-cache'

/**
 * The Actions cache as a tier of the store: this machine's own store comes from an earlier job, and goes to a later one. Whoever
 * can run a workflow on the branch can write such a cache, so it saves downloads and nothing else: every object that is read
 * from it is hashed, and a record in it decides nothing.
 * @param key what the job's stages are: equal plans share a cache
 */
export async function restoreStoreCache(root: string, key: string, progress: Progress): Promise<void> {
  const cache = await import('@actions/cache')
  if (!cache.isFeatureAvailable()) return progress.note('No Actions cache here')
  const exact = `${PREFIX}${createHash('sha256').update(key).digest('hex').slice(0, 32)}`
  core.saveState(STATE, JSON.stringify({ root, key: exact }))
  try {
    const hit = await cache.restoreCache([folderOf(root)], exact, [PREFIX])
    core.saveState(`${STATE}-hit`, hit ?? '')
    progress.note(hit ? `Took this machine's store from the cache ${hit}` : 'No cache of the store yet')
  } catch (error) {
    // A tier that fails costs time, never the job.
    progress.warn(
      `The Actions cache could not be read: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

/** At the end of the job: keeps the store for later jobs, unless the same was restored. */
export async function saveStoreCache(progress: Progress): Promise<void> {
  const state = core.getState(STATE)
  if (state === '') return
  const cache = await import('@actions/cache')
  const { root, key } = JSON.parse(state) as { readonly root: string; readonly key: string }
  if (core.getState(`${STATE}-hit`) === key || !existsSync(folderOf(root))) return
  try {
    const id = await cache.saveCache([folderOf(root)], key)
    progress.note(id > 0 ? `Kept this machine's store in the cache ${key}` : 'The cache took nothing new')
  } catch (error) {
    progress.warn(
      `The Actions cache could not be written: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

function folderOf(root: string): string {
  return join(root, '.slipway', 'store')
}
