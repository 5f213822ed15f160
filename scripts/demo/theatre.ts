import { mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Forge, type RepositoryRef, type RunnerPort, startForge, startRunner } from '@slipway/rehearsal'
import { Person } from './person.ts'

/** The stand-in GitHub with its runners, the repository, and the people in it. */
export interface Theatre {
  readonly forge: Forge
  readonly runner: RunnerPort
  readonly repository: RepositoryRef
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
  /** Folder of the Python environment. */
  readonly python: string
  readonly port: number | undefined
}

const NAME = 'flight-delays'

/** Opens an empty repository on a stand-in GitHub, with one hosted and one GPU-labelled machine. */
export async function openTheatre({ folder, toolkit, python, port }: TheatreOptions): Promise<Theatre> {
  const people = join(folder, 'people')
  for (const left of [people, join(folder, 'runners')]) rmSync(left, { recursive: true, force: true })
  mkdirSync(people, { recursive: true })
  const forge = await startForge({
    directory: join(folder, 'github'),
    ...(port === undefined ? {} : { port }),
  })
  for (const login of ['ada', 'lin', 'mo', 'acme']) forge.createUser(login)
  const repository = await forge.createRepository({
    owner: 'acme',
    name: NAME,
    description: 'Will this flight be late?',
  })
  forge.addCollaborator(repository, 'ada', 'admin')
  forge.addCollaborator(repository, 'lin', 'write')
  forge.setEnvironment(repository, { name: 'production', reviewers: ['ada'] })
  forge.setEnvironment(repository, { name: 'release', reviewers: ['ada'] })
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
    log: () => {},
    python,
  })
  const person = (login: string) => new Person(forge, login, people, env)
  return {
    forge,
    runner,
    repository,
    name: `acme/${NAME}`,
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
export function jobEnvironment(): Readonly<Record<string, string>> {
  const kept = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TMPDIR', 'OPENBLAS_CORETYPE', 'OPENBLAS_L2_SIZE']
  const env = Object.fromEntries(
    kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name] as string]])),
  )
  return { ...env, PATH: [dirname(process.execPath), env.PATH].join(':') }
}
