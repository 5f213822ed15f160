import type { ForgePort, RepositoryRef } from '../model.ts'
import { enterEnvironment } from './environments/enter-environment.ts'
import { findEnvironment } from './environments/environment-of.ts'
import { diffTrees } from './git/diff.ts'
import { listTree, readFileAt } from './git/trees.ts'
import type { IdentityProvider } from './results/identity-provider.ts'
import { runtimeEnvironment } from './results/runtime-environment.ts'
import type { RuntimeTokens } from './results/runtime-token.ts'
import { addRun, touchRun } from './runs/register-run.ts'
import { workflowOf } from './runs/workflow-of.ts'
import { ACTIONS_BOT } from './state/account.ts'
import { issueToken } from './state/credentials.ts'
import type { ForgeState } from './state/forge-state.ts'
import type { Setting } from './state/settings.ts'

/** What the workflow runner asks of the stand-in. */
export function runnerPortOf(
  forge: ForgeState,
  results: { readonly tokens: RuntimeTokens; readonly provider: IdentityProvider },
): ForgePort {
  /** Who asked for the next attempt of a run. */
  const rerunBy = new Map<number, string>()
  forge.controls.listen(({ runId, kind, actor }) => {
    if (kind !== 'cancel') rerunBy.set(runId, actor)
  })
  return {
    urls: forge.links,
    onEvent: (listener) => void forge.events.listen(listener),
    onRunControl: (listener) => void forge.controls.listen(listener),
    readFile: async (repository, commit, path) =>
      (await readFileAt(forge.repositoryOf(repository).git, commit, path))?.toString(),
    listFiles: (repository, commit, folder) => listFiles(forge, repository, commit, folder),
    changedFiles: async (repository, from, to) => {
      const files = await diffTrees(forge.repositoryOf(repository).git, from, to)
      return files.flatMap(({ path, previousPath }) =>
        previousPath === undefined ? [path] : [previousPath, path],
      )
    },
    addRun: (run) => addRun(forge, run),
    touchRun: (run) => touchRun(forge, run, rerunBy.get(run.id)),
    nextId: () => forge.nextId(),
    workflowIdOf: (repository, path) => workflowOf(forge, forge.repositoryOf(repository), path).id,
    nextRunNumber: (repository, path) => {
      const workflow = workflowOf(forge, forge.repositoryOf(repository), path)
      workflow.lastRunNumber += 1
      return workflow.lastRunNumber
    },
    issueJobToken: ({ repository, permissions, runId, jobId }) => {
      const token = issueToken(forge, {
        kind: 'job',
        account: ACTIONS_BOT,
        repositoryId: repository.id,
        permissions,
        runId,
        jobId,
      })
      return { token, revoke: () => void forge.tokens.delete(token) }
    },
    runtimeEnvironment: (grant) => runtimeEnvironment(forge, results, grant),
    secrets: (repository, environment) => valuesOf(forge, repository, environment, 'secrets'),
    variables: (repository, environment) => valuesOf(forge, repository, environment, 'variables'),
    enterEnvironment: (run, job, signal) => enterEnvironment(forge, run, job, signal),
  }
}

async function listFiles(
  forge: ForgeState,
  repository: RepositoryRef,
  commit: string,
  folder: string,
): Promise<readonly string[]> {
  const { git } = forge.repositoryOf(repository)
  const inFolder = folder === '' || folder === '.' ? {} : { paths: [folder.replace(/\/+$/, '')] }
  const items = await listTree(git, commit, { recursive: true, ...inFolder })
  return items.filter((item) => item.type === 'blob').map((item) => item.path)
}

/** The repository's values, with the environment's on top. */
function valuesOf(
  forge: ForgeState,
  ref: RepositoryRef,
  environment: string | undefined,
  kind: 'secrets' | 'variables',
): Readonly<Record<string, string>> {
  const repository = forge.repositoryOf(ref)
  const own = environment === undefined ? undefined : findEnvironment(repository, environment)
  const settings: readonly Setting[] = [...repository[kind].values(), ...(own?.[kind].values() ?? [])]
  return Object.fromEntries(settings.map((setting) => [setting.name, setting.value]))
}
