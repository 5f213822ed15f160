import type { ForgeRepository } from '../state/repository.ts'
import type { Ruleset } from '../state/settings.ts'

/** The rulesets that hold for a branch. */
export function rulesOf(repository: ForgeRepository, branch: string): readonly Ruleset[] {
  return [...repository.rulesets.values()].filter((ruleset) =>
    ruleset.branches.some((pattern) =>
      pattern === '~DEFAULT_BRANCH' ? branch === repository.defaultBranch : matches(pattern, branch),
    ),
  )
}

function matches(pattern: string, branch: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*')
  return new RegExp(`^${source}$`).test(branch)
}

/** Names of the checks that a branch asks for. */
export function requiredChecks(repository: ForgeRepository, branch: string): readonly string[] {
  return [...new Set(rulesOf(repository, branch).flatMap((ruleset) => ruleset.requiredChecks))]
}
