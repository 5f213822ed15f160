import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { VersityGateway } from '@slipway/store/testing'
import type { Row } from '../../benchmark.ts'
import { type Contestant, contest } from '../../contest.ts'
import { CLEAN_ENV, type Lab, slipwayOf } from '../../lab.ts'
import { dvcEnvironment } from './dvc-tool.ts'
import { type Environment, newRepository, Program, TARGET } from './tool.ts'

/** The server writes its log when it has answered. */
const LOG_MS = 100

export interface SharedOnS3 {
  readonly whole: readonly Row[]
  readonly push: readonly Row[]
  /** Of one push, by tool; the order is that of the rows. */
  readonly requests: readonly number[]
}

/** Undefined where there is no server. Both tools talk to it without anything in between; it counts by its own log. */
export async function shareOnS3(lab: Lab, count: number): Promise<SharedOnS3 | undefined> {
  if (!VersityGateway.installed) return undefined
  const log = join(lab.folder, 's3.log')
  const gateway = await VersityGateway.start(log)
  try {
    const counted = (env: Environment) => ({ ...env, ...gateway.env })
    const tools = [
      slipway(lab, count, gateway, counted(CLEAN_ENV)),
      dvc(lab, count, gateway, counted(dvcEnvironment(join(lab.folder, 'dvc-s3-site')))),
    ].filter((tool) => tool !== undefined)
    const pushes = new Map(tools.map(({ label }) => [label, [] as number[]]))
    const requests = new Map(tools.map(({ label }) => [label, 0]))
    const whole = await contest(
      tools.map(
        ({ label, rounds, prepare, add, push }): Contestant => ({
          label,
          rounds,
          prepare,
          run: async () => {
            const added = await add()
            const before = await linesOf(log)
            const pushed = await push()
            requests.set(label, (await linesOf(log)) - before)
            pushes.get(label)?.push(pushed)
            return added + pushed
          },
        }),
      ),
      { rounds: 3, warmUps: 0, say: lab.say },
    )
    const push = whole.map(({ label }) => ({ label, samples: pushes.get(label) ?? [] }))
    return { whole, push, requests: whole.map(({ label }) => requests.get(label) ?? 0) }
  } finally {
    await gateway.stop()
  }
}

async function linesOf(log: string): Promise<number> {
  await setTimeout(LOG_MS)
  return existsSync(log) ? readFileSync(log, 'utf8').split('\n').length - 1 : 0
}

function slipway(lab: Lab, count: number, gateway: VersityGateway, env: Environment) {
  const cwd = newRepository(lab.folder, 'slipway-s3', count)
  const program = new Program(slipwayOf(lab), { cwd, env })
  return {
    label: '`slipway data add`, `push`',
    rounds: 3,
    prepare: () => {
      for (const path of ['.slipway', `${TARGET}.slip`])
        rmSync(join(cwd, path), { recursive: true, force: true })
      const remote = `s3://${gateway.makeBucket()}/bench?endpoint=${gateway.endpoint}`
      writeFileSync(join(cwd, 'slipway.yaml'), `version: 1\nstore: { remote: "${remote}" }\n`)
    },
    add: () => program.run('data', 'add', TARGET),
    push: () => program.run('data', 'push'),
  }
}

function dvc(lab: Lab, count: number, gateway: VersityGateway, env: Environment) {
  const command = lab.peers.program('dvc')
  if (command === undefined) return undefined
  const cwd = newRepository(lab.folder, 'dvc-s3', count)
  const program = new Program([command], { cwd, env })
  return {
    label: '`dvc add`, `push` (3.67.1)',
    rounds: 2,
    prepare: async () => {
      for (const path of ['.dvc', `${TARGET}.dvc`]) rmSync(join(cwd, path), { recursive: true, force: true })
      rmSync(join(lab.folder, 'dvc-s3-site'), { recursive: true, force: true })
      await program.run('init', '--quiet', '--force')
      await program.run(
        'remote',
        'add',
        '--quiet',
        '--default',
        'there',
        `s3://${gateway.makeBucket()}/bench`,
      )
      await program.run('remote', 'modify', '--quiet', 'there', 'endpointurl', gateway.endpoint)
    },
    add: () => program.run('add', '--quiet', TARGET),
    push: () => program.run('push', '--quiet'),
  }
}
