import type { Environment } from '../state/deployment.ts'
import type { ForgeState } from '../state/forge-state.ts'
import type { ForgeRepository } from '../state/repository.ts'

/** An environment by its name, made without protection when it is not there: so does GitHub when a job names it. */
export function environmentOf(forge: ForgeState, repository: ForgeRepository, name: string): Environment {
  const known = findEnvironment(repository, name)
  if (known) return known
  const time = forge.time()
  const environment: Environment = {
    id: forge.nextId(),
    name,
    reviewers: [],
    preventSelfReview: false,
    waitMinutes: 0,
    branchPolicy: null,
    createdAt: time,
    updatedAt: time,
    variables: new Map(),
    secrets: new Map(),
  }
  repository.environments.set(name.toLowerCase(), environment)
  return environment
}

/** Names of environments do not care for case. */
export function findEnvironment(repository: ForgeRepository, name: string): Environment | undefined {
  return repository.environments.get(name.toLowerCase())
}
