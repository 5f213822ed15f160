import type { Context } from './context.ts'
import { commandError } from './error.ts'

/**
 * Until when the job may run, where somebody said so: so many minutes from now, or SLIPWAY_JOB_DEADLINE.
 * @throws run/deadline-invalid
 */
export function jobDeadline(
  { env, now }: Pick<Context, 'env' | 'now'>,
  limitMinutes: number | undefined,
): Date | undefined {
  if (limitMinutes !== undefined) {
    if (limitMinutes > 0 && limitMinutes < 1e6) return new Date(now().getTime() + limitMinutes * 60_000)
    throw invalid(`a limit of ${limitMinutes} minutes`, 'more than 0')
  }
  const text = env.SLIPWAY_JOB_DEADLINE
  if (!text) return undefined
  const time = /^\d{4}-\d{2}-\d{2}T[0-9:.]+(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(time)) return new Date(time)
  throw invalid(`SLIPWAY_JOB_DEADLINE "${text}"`, 'a time with its zone, as 2026-12-01T06:00:00Z')
}

function invalid(found: string, expected: string) {
  return commandError('run/deadline-invalid', `Cannot use ${found}: expected ${expected}`)
}
