import { outputsOf, type Stage } from '@slipway/core'
import { hasEnvironmentLock } from './environment-lock.ts'
import { ImportWarnings } from './import-warnings.ts'
import type { PlanWarning } from './plan.ts'
import type { PlanInput } from './plan-input.ts'
import { trackedOutputs } from './stage-outputs.ts'

/** What a key would not see, or sees before it is committed. */
export async function planWarnings(
  stages: readonly Stage[],
  { project, tree }: Pick<PlanInput, 'project' | 'tree'>,
): Promise<PlanWarning[]> {
  const imports = new ImportWarnings(tree)
  const held = [...project.data, ...[...project.stages.values()].flatMap(outputsOf)]
  const loose = tree.untracked.filter((path) => !holds(held, path))
  const warnings: PlanWarning[] = []
  for (const stage of stages.filter(({ variant }) => !variant)) {
    const warn = (kind: PlanWarning['kind'], message: string) =>
      warnings.push({ kind, stage: stage.name, message, location: undefined })
    if (!hasEnvironmentLock(stage, tree)) {
      warn(
        'environment',
        `stage "${stage.name}" has no environment lock among its deps: a new version of a package would not run it again`,
      )
    }
    warnings.push(...(await imports.of(stage)))
    const untracked = loose.filter((path) => holds(stage.deps, path))
    if (untracked.length > 0)
      warn('untracked', `stage "${stage.name}" depends on ${some(untracked)}, not committed yet`)
    const open = outputsOf(stage).filter((out) => tree.untracked.some((path) => holds([out], path)))
    if (open.length > 0)
      warn('not-ignored', `stage "${stage.name}" writes ${some(open)}: add it to .gitignore`)
    const tracked = trackedOutputs(stage, tree)
    if (tracked.length > 0)
      warn('tracked', `stage "${stage.name}" writes ${some(tracked)}, which Git tracks: it cannot run`)
  }
  return warnings
}

function holds(paths: readonly string[], path: string): boolean {
  return paths.some((each) => path === each || path.startsWith(`${each}/`))
}

const NAMED = 5

function some(paths: readonly string[]): string {
  const more = paths.length > NAMED ? ` and ${paths.length - NAMED} more` : ''
  return paths.slice(0, NAMED).join(', ') + more
}
