import type { PlanWarning } from '@slipway/pipeline'
import type { Progress } from './context.ts'

/** Passes on the warnings of a plan; those about many stages at once as one line. */
export function warnAboutPlan(warnings: readonly PlanWarning[], progress: Pick<Progress, 'warn'>): void {
  const unlocked = warnings.filter(({ kind }) => kind === 'environment')
  if (unlocked.length > 1) {
    const names = unlocked.map(({ stage }) => stage)
    const shown = names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '')
    progress.warn(
      `${names.length} stages have no environment lock among their deps (${shown}): a new version of a package would not run them again`,
    )
  }
  for (const warning of warnings)
    if (warning.kind !== 'environment' || unlocked.length === 1) progress.warn(warning.message)
}
