import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, utimesSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { parsePointer } from '@slipway/core'
import { TEST_GIT_ENV } from '@slipway/git/testing'
import { auditStore, contentsOf, filesBelow } from '@slipway/store/testing'
import { dataAddCommand } from '../../packages/commands/src/data-add.ts'
import { dataGcCommand } from '../../packages/commands/src/data-gc.ts'
import { dataImportDvcCommand } from '../../packages/commands/src/data-import-dvc.ts'
import { dataPullCommand } from '../../packages/commands/src/data-pull.ts'
import { dataPushCommand } from '../../packages/commands/src/data-push.ts'
import { DvcProject, md5Of } from '../../packages/commands/src/testing/dvc-project.ts'
import { TemporaryProject } from '../../packages/commands/src/testing/temporary-project.ts'
import { type Random, randomFrom } from '../fuzz/mutate.ts'
import { killVerb, type Length } from './kill-verb.ts'

/** How often something was killed, and what was wrong after it. */
export interface KilledMoves {
  readonly kills: number
  readonly wrong: readonly string[]
}

/** Imports what DVC left, again and again, killed at random, until so many died: DVC's own stays, and each pointer is true. */
export async function killImports(points: number, seed: number): Promise<KilledMoves> {
  const random = randomFrom(seed)
  const length = { changes: 40, ms: 300 }
  const wrong: string[] = []
  let kills = 0
  while (kills < points && wrong.length === 0) {
    using project = new DvcProject()
    const files = filesFor(random)
    const large = Buffer.alloc((1 << 20) + 7, String(random()))
    project.track('data/set', project.keepFolder('cache', files))
    project.track('large.bin', md5Of(large))
    project.keep('remote', md5Of(large), large)
    const ofDvc = contentsOf(project.path('.dvc'))
    const look = () => [
      ...auditStore(project.path('.slipway/store'), { complete: true }),
      ...['data/set.slip', 'large.bin.slip'].flatMap((path) => readable(project, path)),
      ...(isSame(contentsOf(project.path('.dvc')), ofDvc) ? [] : ["DVC's own files changed"]),
    ]
    kills += await killUntilWell(project, ['data', 'import', 'dvc'], { random, length, look, wrong })
    const options = { paths: [], dryRun: false, remote: undefined, noStages: false }
    await project.run(dataImportDvcCommand, options)
    await project.run(dataPullCommand, { targets: [], force: false })
    if (!isSame(project.contents('data/set'), files)) wrong.push('data/set is not what DVC had')
    if (!readFileSync(project.path('large.bin')).equals(large)) wrong.push('large.bin is not what DVC had')
    wrong.push(...look())
  }
  return { kills, wrong }
}

/** Collects a shared store in which most may go, killed at random, until so many died: what a commit names stays. */
export async function killCollections(points: number, seed: number): Promise<KilledMoves> {
  const random = randomFrom(seed)
  const length = { changes: 8, ms: 400 }
  const wrong: string[] = []
  let kills = 0
  using github = await githubWithoutPulls()
  while (kills < points && wrong.length === 0) {
    using project = new TemporaryProject('data: [data/set]\n')
    const remote = project.folder.path('remote')
    const files = filesFor(random)
    await share(project, filesFor(random))
    await share(project, files)
    project.repository.commit('the version that stays')
    const bare = project.folder.path('origin.git')
    execFileSync('git', ['clone', '--quiet', '--bare', project.root, bare], { env: TEST_GIT_ENV })
    project.repository.git('remote', 'add', 'origin', bare)
    const kept = filesBelow(remote).length
    const env = { ...project.context().env, ...github.env, SLIPWAY_DOMAIN: 'main' }
    const look = () => auditStore(remote, { complete: true })
    // The first collection writes its plan down, and the second, after the wait, deletes.
    for (const _ of ['plan', 'sweep']) {
      age(remote)
      const args = ['data', 'gc', '--remote', '--apply']
      kills += await killUntilWell(project, args, { random, length, look, wrong, env })
      const options = { apply: true, remote: true, grace: undefined, keepRuns: '90d', maxSize: undefined }
      const changes = { env, now: () => new Date() }
      await project.run(dataGcCommand, { ...options, history: 'all' as const }, changes)
    }
    if (filesBelow(remote).length >= kept) wrong.push('nothing was collected')
    execFileSync('rm', ['-r', project.path('.slipway'), project.path('data/set')])
    await project.run(dataPullCommand, { targets: [], force: false })
    if (!isSame(project.contents('data/set'), files)) wrong.push('the version that stays is not what it was')
    wrong.push(...look())
  }
  return { kills, wrong }
}

interface Killing {
  readonly random: Random
  readonly length: Length
  /** Says what is wrong. */
  readonly look: () => readonly string[]
  readonly wrong: string[]
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** Kills a verb once and perhaps again, and looks each time. @returns how often it died */
async function killUntilWell(
  project: TemporaryProject,
  args: readonly string[],
  { random, length, look, wrong, env = project.context().env }: Killing,
): Promise<number> {
  let kills = 0
  do {
    if (await killVerb(args, { cwd: project.root, env, random, length })) kills++
    wrong.push(...look().map((each) => `${args.join(' ')}: ${each}`))
  } while (random() < 0.7)
  return kills
}

async function share(project: TemporaryProject, files: Readonly<Record<string, string>>): Promise<void> {
  execFileSync('rm', ['-rf', project.path('data/set')])
  for (const [path, content] of Object.entries(files)) project.write(`data/set/${path}`, content)
  await project.run(dataAddCommand, { targets: [] })
  await project.run(dataPushCommand, { targets: [] })
}

function filesFor(random: Random): Record<string, string> {
  const names = Array.from({ length: 25 }, (_, number) => `${number % 3}/${number}`)
  return Object.fromEntries(names.map((name) => [name, String(random()).repeat(40)]))
}

/** A pointer is whole or not there. */
function readable(project: TemporaryProject, path: string): readonly string[] {
  if (!existsSync(project.path(path))) return []
  try {
    parsePointer(readFileSync(project.path(path), 'utf8'), path)
    return []
  } catch (error) {
    return [String(error)]
  }
}

function isSame(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const text = (all: Readonly<Record<string, string>>) => JSON.stringify(Object.entries(all).sort())
  return text(a) === text(b)
}

function age(root: string): void {
  const then = Date.now() / 1000 - 100 * 24 * 3600
  for (const path of filesBelow(root)) utimesSync(join(root, path), then, then)
}

/** A GitHub on which nothing is open. */
async function githubWithoutPulls() {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json')
    response.end('[]')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    env: { GITHUB_API_URL: `http://127.0.0.1:${port}`, GITHUB_REPOSITORY: 'o/r', GITHUB_TOKEN: 't' },
    [Symbol.dispose]: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
