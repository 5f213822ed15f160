import type { Stage } from '@slipway/core'
import type { SourceTree } from './plan-input.ts'

/** Files that pin what a stage runs in, by the package managers that write them. */
const LOCK = new RegExp(
  `(?:^|/)(?:${[
    'requirements[^/]*(?:/[^/]+)?\\.(?:txt|lock)',
    'constraints[^/]*\\.txt',
    'uv\\.lock|poetry\\.lock|Pipfile\\.lock|pdm\\.lock|pixi\\.lock|pylock[^/]*\\.toml',
    'conda[^/]*\\.ya?ml|environment[^/]*\\.ya?ml',
    'package-lock\\.json|npm-shrinkwrap\\.json|pnpm-lock\\.yaml|yarn\\.lock|bun\\.lockb?',
    'renv\\.lock|Manifest\\.toml|Cargo\\.lock|go\\.sum|Gemfile\\.lock|flake\\.lock',
  ].join('|')})$`,
)
const IMAGE_DIGEST = /@sha256:[0-9a-f]{64}/

/** Whether a file pins an environment, by its name. */
export function isEnvironmentLock(path: string): boolean {
  return LOCK.test(path)
}

/** Whether a change of the environment would change the stage's key: a lock file among its deps, or an image digest. */
export function hasEnvironmentLock(stage: Stage, tree: SourceTree): boolean {
  if ([...stage.cmd, ...Object.values(stage.env)].some((text) => IMAGE_DIGEST.test(text))) return true
  return stage.deps.some(
    (dep) =>
      isEnvironmentLock(dep) || tree.under(dep).some(({ path }) => isEnvironmentLock(`${dep}/${path}`)),
  )
}
