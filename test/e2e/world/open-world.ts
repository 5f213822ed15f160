import { chmodSync, cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openTheatre } from '@slipway/rehearsal/theatre'
import { edit } from './edit-project.ts'
import { StoreFolder } from './store-folder.ts'
import { World } from './world.ts'

export interface WorldOptions {
  /** Stop after the push to main: the candidate waits for its sign-off. Otherwise v1.0.0, `base`, is released and holds prod. */
  readonly unreleased?: boolean
  /** Ada has to approve deployments to production. */
  readonly deploymentsWait?: boolean
  /** Changes the project before it is pushed. */
  readonly project?: (folder: string) => void
  readonly log?: (line: string) => void
}

const toolkit = fileURLToPath(new URL('../../..', import.meta.url))
const project = fileURLToPath(new URL('../fixtures/project', import.meta.url))

/** Opens a repository with Slipway in it: the project of fixtures/project, the workflows of `slipway init`, a pushed data set. */
export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-world-'))
  const theatre = await openTheatre({
    folder,
    toolkit,
    repository: { name: 'delays' },
    python: pretendPython(folder),
    reviewed: ['release'],
    ...(options.log ? { log: options.log } : {}),
  })
  const store = new StoreFolder(join(folder, 'store'))
  const world = new World(folder, theatre, store, join(toolkit, 'dist', 'cli.js'))
  const { ada, lin } = world
  await ada.cloneRepository(world.name)
  cpSync(project, ada.clone, { recursive: true })
  edit(ada.clone, 'slipway.yaml', (text) => text.replace(/remote: ".*"/, `remote: "${store.url}"`))
  options.project?.(ada.clone)
  await world.slipway(ada, 'init', '--branch', 'main')
  await world.slipway(ada, 'data', 'add')
  await world.slipway(ada, 'data', 'push')
  await ada.push('main', 'Will it be late?')
  await world.settle()
  if (!options.unreleased) await world.approve('a baseline that everybody can beat')
  if (options.deploymentsWait)
    theatre.forge.setEnvironment(theatre.repository, { name: 'production', reviewers: ['ada'] })
  await lin.cloneRepository(world.name)
  return world
}

/** The project's stages are shell scripts: what setup-python gives them need only say its version. */
function pretendPython(folder: string): string {
  const root = join(folder, 'python')
  mkdirSync(join(root, 'bin'), { recursive: true })
  writeFileSync(join(root, 'bin', 'python'), '#!/bin/sh\necho 3.11.0\n')
  chmodSync(join(root, 'bin', 'python'), 0o755)
  return root
}
