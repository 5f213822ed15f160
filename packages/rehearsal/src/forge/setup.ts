import type { RepositoryRef } from '../model.ts'
import { environmentOf } from './environments/environment-of.ts'
import { forgeError } from './error.ts'
import type { Forge } from './forge.ts'
import { createRepository, createRepositoryFork } from './repositories/create-repository.ts'
import { type Account, loginProblem } from './state/account.ts'
import { userActor } from './state/actor.ts'
import { issueToken } from './state/credentials.ts'
import type { ForgeState } from './state/forge-state.ts'
import type { Setting } from './state/settings.ts'

/** The part of a stand-in that stands for GitHub's settings pages. */
export type Setup = Pick<
  Forge,
  | 'createUser'
  | 'createToken'
  | 'createRepository'
  | 'fork'
  | 'addCollaborator'
  | 'setVariable'
  | 'setSecret'
  | 'setEnvironment'
  | 'setImmutableReleases'
  | 'addRuleset'
>

export function setupOf(forge: ForgeState): Setup {
  return {
    createUser: (login, details = {}) => createUser(forge, login, details),
    createToken: (login) => issueToken(forge, userActor(forge.account(login))),
    createRepository: async (request) =>
      (await createRepository(forge, { ...request, owner: forge.account(request.owner) })).ref,
    fork: async (repository, owner, name) =>
      (await createRepositoryFork(forge, forge.repositoryOf(repository), forge.account(owner), name)).ref,
    addCollaborator: (repository, login, role) => {
      forge.repositoryOf(repository).collaborators.set(forge.account(login).login.toLowerCase(), role)
    },
    setVariable: (repository, name, value, environment) =>
      set(forge, settingsOf(forge, repository, environment).variables, name, value),
    setSecret: (repository, name, value, environment) =>
      set(forge, settingsOf(forge, repository, environment).secrets, name, value),
    setEnvironment: (repository, settings) => {
      const environment = environmentOf(forge, forge.repositoryOf(repository), settings.name)
      environment.reviewers = (settings.reviewers ?? []).map((login) => forge.account(login))
      environment.waitMinutes = settings.waitMinutes ?? 0
      environment.preventSelfReview = settings.preventSelfReview ?? false
      environment.updatedAt = forge.time()
    },
    setImmutableReleases: (repository, on) => {
      forge.repositoryOf(repository).settings.immutableReleases = on
    },
    addRuleset: (repository, rules) => {
      const id = forge.nextId()
      forge.repositoryOf(repository).rulesets.set(id, {
        id,
        name: rules.name,
        branches: rules.branches ?? ['~DEFAULT_BRANCH'],
        requiredChecks: rules.requiredChecks ?? [],
        requirePullRequest: rules.requirePullRequest ?? false,
        createdAt: forge.time(),
      })
    },
  }
}

function createUser(
  forge: ForgeState,
  login: string,
  details: { readonly name?: string; readonly email?: string },
): Account {
  const problem = loginProblem(login)
  if (problem !== undefined)
    throw forgeError('stand-in/name-invalid', `Cannot make user "${login}": ${problem}`)
  if (forge.accounts.has(login.toLowerCase()))
    throw forgeError('stand-in/name-taken', `Cannot make user "${login}": there is one; expected a new name`)
  const id = forge.nextId()
  const account: Account = {
    id,
    login,
    type: 'User',
    name: details.name ?? login,
    email: details.email ?? `${id}+${login}@users.noreply.github.com`,
    createdAt: forge.time(),
  }
  forge.accounts.set(login.toLowerCase(), account)
  return account
}

function settingsOf(forge: ForgeState, ref: RepositoryRef, environment: string | undefined) {
  const repository = forge.repositoryOf(ref)
  return environment === undefined ? repository : environmentOf(forge, repository, environment)
}

function set(forge: ForgeState, settings: Map<string, Setting>, name: string, value: string): void {
  const key = name.toUpperCase()
  const time = forge.time()
  settings.set(key, { name: key, value, createdAt: settings.get(key)?.createdAt ?? time, updatedAt: time })
}
