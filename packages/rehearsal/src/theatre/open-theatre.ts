import { mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Forge } from '../forge/forge.ts'
import { startForge } from '../forge/start-forge.ts'
import type { RepositoryRef, RunnerPort } from '../model.ts'
import { startRunner } from '../runner/start-runner.ts'
import { Person } from './person.ts'

/** A stand-in GitHub with its runners, one repository, and the people in it. */
export interface Theatre {
  readonly forge: Forge
  readonly runner: RunnerPort
  readonly repository: RepositoryRef
  /** `owner/name`. */
  readonly name: string
  /** Owns the project and signs. */
  readonly ada: Person
  /** Works on the model. */
  readonly lin: Person
  /** Somebody with a fork. */
  readonly mo: Person
  close(): Promise<void>
}

export interface TheatreOptions {
  readonly folder: string
  /** Checkout of Slipway: its actions are what the workflows use. */
  readonly toolkit: string
  readonly repository: { readonly name: string; readonly description?: string }
  /** Interpreter, or folder of a Python environment. */
  readonly python: string
  /** Environments whose deployments ada approves. */
  readonly reviewed: readonly string[]
  readonly port?: number | undefined
  readonly log?: (line: string) => void
}

const OWNER = 'acme'

/** Opens an empty repository on a stand-in GitHub, with hosted machines and one that has a GPU's labels. */
export async function openTheatre(options: TheatreOptions): Promise<Theatre> {
  const { folder, toolkit, python, port, log = () => {} } = options
  const people = join(folder, 'people')
  for (const left of [people, join(folder, 'runners')]) rmSync(left, { recursive: true, force: true })
  mkdirSync(people, { recursive: true })
  const forge = await startForge({
    directory: join(folder, 'github'),
    ...(port === undefined ? {} : { port }),
  })
  for (const login of ['ada', 'lin', 'mo', OWNER]) forge.createUser(login)
  const repository = await forge.createRepository({ owner: OWNER, ...options.repository })
  forge.addCollaborator(repository, 'ada', 'admin')
  forge.addCollaborator(repository, 'lin', 'write')
  for (const environment of ['production', 'release'])
    forge.setEnvironment(repository, {
      name: environment,
      reviewers: options.reviewed.includes(environment) ? ['ada'] : [],
    })
  forge.setImmutableReleases(repository, true)
  const env = jobEnvironment()
  const runner = await startRunner({
    forge,
    directory: join(folder, 'runners'),
    pools: [
      { name: 'hosted', labels: ['ubuntu-latest'], slots: 2 },
      { name: 'gpu-box', labels: ['self-hosted', 'linux', 'x64', 'gpu'], slots: 1 },
    ],
    actions: [{ uses: 'slipway-ml/slipway', directory: toolkit }],
    env,
    log,
    python,
  })
  const person = (login: string) => new Person(forge, login, people, env)
  return {
    forge,
    runner,
    repository,
    name: `${OWNER}/${options.repository.name}`,
    ada: person('ada'),
    lin: person('lin'),
    mo: person('mo'),
    close: async () => {
      await runner.close()
      await forge.close()
    },
  }
}

/** What jobs and people get of this process's environment: where programs are, and nothing that names somebody. */
function jobEnvironment(): Readonly<Record<string, string>> {
  const kept = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TMPDIR', 'OPENBLAS_CORETYPE', 'OPENBLAS_L2_SIZE']
  const env = Object.fromEntries(
    kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name] as string]])),
  )
  return { ...env, PATH: [dirname(process.execPath), env.PATH].join(':') }
}
