import type { Context } from '../context.ts'
import type { Finding } from './finding.ts'

/** The checks of preflight, where this is a self-hosted runner; the store is looked at by a check of its own. */
export async function examineRunner(context: Context): Promise<readonly Finding[]> {
  if (context.env.RUNNER_ENVIRONMENT !== 'self-hosted') return []
  const { runPreflight } = await import('../preflight/run-preflight.ts')
  const { checks } = await runPreflight(context, { stages: [] })
  return checks
    .filter(({ subject }) => subject !== 'store')
    .map(({ subject, state, found, wanted, hint }) => ({
      area: 'runner',
      state,
      what: `${subject}: ${found}${wanted === null ? '' : `; asked for is ${wanted}`}`,
      ...(hint === null ? {} : { hint }),
    }))
}
