import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Context } from '@slipway/commands'
import type { Forge, Person, RepositoryRef } from '@slipway/rehearsal'
import { loadRehearsal } from './load-rehearsal.ts'

/** A stand-in GitHub that holds this repository as its base has it. */
export interface Rehearsal {
  readonly forge: Forge
  readonly repository: RepositoryRef
  /** Who rehearses: their account, token and calls. */
  readonly you: Person
  /** The rehearsal's own store: the real one is never written. */
  readonly store: string
  readonly folder: string
}

export interface RehearsalOptions {
  readonly root: string
  /** `owner/name`. */
  readonly name: string
  readonly defaultBranch: string
  readonly port: number | undefined
}

/** Starts the stand-in and makes the repository, still empty. */
export async function openRehearsal({
  root,
  name,
  defaultBranch,
  port,
}: RehearsalOptions): Promise<Rehearsal> {
  const { Person, startForge } = await loadRehearsal()
  const folder = join(root, '.slipway', 'rehearsal')
  mkdirSync(folder, { recursive: true })
  const forge = await startForge({
    directory: join(folder, 'github'),
    ...(port === undefined ? {} : { port }),
  })
  const [owner = 'you', repo = 'project'] = name.split('/')
  for (const login of new Set([owner, 'you'])) forge.createUser(login)
  const repository = await forge.createRepository({ owner, name: repo, defaultBranch })
  forge.addCollaborator(repository, 'you', 'admin')
  for (const environment of ['production', 'release'])
    forge.setEnvironment(repository, { name: environment, reviewers: ['you'] })
  return {
    forge,
    repository,
    you: new Person(forge, 'you', folder, {}),
    store: pathToFileURL(join(folder, 'store')).href,
    folder,
  }
}

/** Starts runners: hosted labels, and one machine for every label that the project's stages ask for. */
export async function startRunners(
  context: Context,
  rehearsal: Rehearsal,
  options: {
    readonly root: string
    readonly labels: readonly string[]
    readonly python: string | undefined
  },
) {
  const { startRunner } = await loadRehearsal()
  const { PATH = '', HOME = '', LANG = 'C.UTF-8' } = context.env
  return startRunner({
    forge: rehearsal.forge,
    directory: join(rehearsal.folder, 'runners'),
    pools: [
      { name: 'hosted', labels: ['ubuntu-latest', 'ubuntu-24.04', 'ubuntu-22.04'], slots: 2 },
      { name: 'own', labels: ['self-hosted', 'linux', 'x64', ...options.labels], slots: 1 },
    ],
    actions: ownActions(options.root).map((uses) => ({ uses, directory: toolkitFolder() })),
    env: { PATH: `${dirname(process.execPath)}:${PATH}`, HOME, LANG, SLIPWAY_STORE: rehearsal.store },
    log: (line) => context.progress.note(line),
    ...(options.python === undefined ? {} : { python: options.python }),
  })
}

const OWN_ACTION =
  /\buses:\s*["']?([\w.-]+\/[\w.-]+)\/actions\/(?:setup|data|plan|train|report|promote|deploy)@/g

/** Repositories that the workflows take our actions from; all of them are this Slipway in a rehearsal. */
function ownActions(root: string): readonly string[] {
  const folder = join(root, '.github', 'workflows')
  if (!existsSync(folder)) return []
  const texts = readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
  const found = texts.flatMap((text) => [...text.matchAll(OWN_ACTION)].map(([, uses = '']) => uses))
  return [...new Set(found)]
}

/** The folder that holds `actions/` and `dist/`: this package's, or the checkout that we run from. */
function toolkitFolder(): string {
  for (
    let folder = dirname(fileURLToPath(import.meta.url));
    folder !== dirname(folder);
    folder = dirname(folder)
  ) {
    if (existsSync(join(folder, 'actions', 'plan', 'action.yml'))) return folder
  }
  throw new Error('the actions are not beside the command line')
}
