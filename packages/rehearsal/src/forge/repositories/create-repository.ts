import { join } from 'node:path'
import { forgeError } from '../error.ts'
import type { GitDirectory } from '../git/git-directory.ts'
import { cloneRepository, initRepository } from '../git/init-repository.ts'
import { rememberCommits } from '../git/known-commits.ts'
import type { Account } from '../state/account.ts'
import type { ForgeState } from '../state/forge-state.ts'
import { ForgeRepository } from '../state/repository.ts'

export interface NewRepository {
  readonly owner: Account
  readonly name: string
  readonly private?: boolean
  readonly description?: string
  readonly defaultBranch?: string
}

/**
 * Makes an empty repository.
 * @throws stand-in/name-taken, stand-in/name-invalid
 */
export async function createRepository(forge: ForgeState, request: NewRepository): Promise<ForgeRepository> {
  checkName(forge, request.owner, request.name)
  const defaultBranch = request.defaultBranch ?? 'main'
  const git = await initRepository(gitPath(forge, request), defaultBranch)
  return register(forge, { ...request, defaultBranch }, git, undefined)
}

/**
 * Forks a repository, with its branches and tags; the owner's fork that is there already is given back.
 * @throws stand-in/name-taken, stand-in/name-invalid
 */
export async function createRepositoryFork(
  forge: ForgeState,
  source: ForgeRepository,
  owner: Account,
  name = source.name,
): Promise<ForgeRepository> {
  const present = forge.findRepository(owner.login, name)
  if (present?.source === source) return present
  checkName(forge, owner, name)
  const git = await cloneRepository(source.git, gitPath(forge, { owner, name }))
  const { private: isPrivate, defaultBranch, description } = source
  const init = {
    owner,
    name,
    private: isPrivate,
    defaultBranch,
    ...(description === null ? {} : { description }),
  }
  const fork = register(forge, init, git, source)
  await fork.reloadRefs()
  if (fork.head !== undefined) await rememberCommits(fork, [fork.head])
  return fork
}

function checkName(forge: ForgeState, owner: Account, name: string): void {
  const full = `${owner.login}/${name}`
  if (!/^[\w.-]{1,100}$/.test(name) || /^\.{1,2}$|\.git$/.test(name))
    throw forgeError(
      'stand-in/name-invalid',
      `Cannot make repository "${full}": its name has other characters; expected letters, digits, "-", "_" and "."`,
    )
  if (forge.findRepository(owner.login, name))
    throw forgeError(
      'stand-in/name-taken',
      `Cannot make repository "${full}": there is one; expected a new name`,
    )
}

function gitPath(forge: ForgeState, { owner, name }: Pick<NewRepository, 'owner' | 'name'>): string {
  return join(forge.directory, 'git', owner.login.toLowerCase(), `${name.toLowerCase()}.git`)
}

function register(
  forge: ForgeState,
  request: NewRepository & { readonly defaultBranch: string },
  git: GitDirectory,
  source: ForgeRepository | undefined,
): ForgeRepository {
  const repository = new ForgeRepository({
    id: forge.nextId(),
    owner: request.owner,
    name: request.name,
    private: request.private ?? false,
    description: request.description ?? null,
    defaultBranch: request.defaultBranch,
    source,
    createdAt: forge.time(),
    git,
  })
  forge.addRepository(repository)
  return repository
}
