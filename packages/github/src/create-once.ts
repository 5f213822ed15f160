import { SlipwayError } from '@slipway/core'
import type { GitHub } from './github.ts'

const ATTEMPTS = 4

/**
 * Creates something exactly once. A failed request to create may have done its work all the same (502 after the commit,
 * a connection that broke, another writer that was faster), so after each failure we look again before we try again.
 *
 * @param find what is already there, or undefined; throws where something else stands in its place
 * @param create one request, with Octokit's own retries off
 */
export async function createOnce<T>(
  github: GitHub,
  find: () => Promise<T | undefined>,
  create: () => Promise<T>,
): Promise<T> {
  const before = await find()
  if (before !== undefined) return before
  for (let attempt = 1; ; attempt++) {
    try {
      return await create()
    } catch (error) {
      const isConflict = error instanceof SlipwayError && error.code === 'github/conflict'
      const isUnavailable = error instanceof SlipwayError && error.code === 'github/unavailable'
      if (!isConflict && !isUnavailable) throw error
      if (isUnavailable) await github.pause(attempt)
      const after = await find()
      if (after !== undefined) return after
      if (isConflict || attempt === ATTEMPTS) throw error
    }
  }
}

/** Request options of a write that must not be repeated blindly. */
export const NO_RETRIES = { retries: 0 } as const
