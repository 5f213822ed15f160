import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import {
  type Forge,
  type RepositoryRef,
  startForge,
  type WorkflowEvent,
  type WorkflowRunState,
} from '@slipway/rehearsal'
import { Person } from '@slipway/rehearsal/theatre'
import { expect } from 'vitest'
import { edit } from '../../e2e/world/edit-project.ts'
import { RepositoryView } from '../../e2e/world/repository-view.ts'
import { StoreFolder } from '../../e2e/world/store-folder.ts'
import { ROOT } from './action-file.ts'
import { Job, type JobOptions, queueRun } from './job.ts'

export interface ActionWorldOptions {
  /** A release that is published stays as it is, for ever. */
  readonly immutableReleases?: boolean
  /** Changes the project before it is pushed. */
  readonly project?: (folder: string) => void
  readonly log?: (line: string) => void
}

/** The project of the end-to-end tests on a stand-in GitHub without a runner: a test starts the actions itself. */
export class ActionWorld extends RepositoryView {
  readonly folder: string
  readonly forge: Forge
  readonly repository: RepositoryRef
  readonly ada: Person
  readonly store: StoreFolder
  readonly events: WorkflowEvent[] = []
  /** Runs that a dispatch asked for: GitHub has them before any machine is free. */
  readonly #dispatched = new Map<WorkflowEvent, WorkflowRunState>()
  #jobs = 0

  static async open(options: ActionWorldOptions = {}): Promise<ActionWorld> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-actions-')))
    const forge = await startForge({
      directory: join(folder, 'github'),
      ...(options.log ? { log: options.log } : {}),
    })
    forge.createUser('ada')
    const repository = await forge.createRepository({ owner: 'ada', name: 'delays' })
    forge.setImmutableReleases(repository, options.immutableReleases ?? false)
    const world = new ActionWorld(folder, forge, repository)
    await world.#begin(options.project)
    return world
  }

  private constructor(folder: string, forge: Forge, repository: RepositoryRef) {
    const people = join(folder, 'people')
    mkdirSync(people)
    const ada = new Person(forge, 'ada', people, { PATH: process.env.PATH ?? '', HOME: people })
    super(ada, 'ada/delays')
    this.folder = folder
    this.forge = forge
    this.repository = repository
    this.ada = ada
    this.store = new StoreFolder(join(folder, 'store'))
    forge.onEvent((event) => {
      this.events.push(event)
      if (event.workflowPath !== undefined)
        this.#dispatched.set(event, queueRun(forge, event, event.workflowPath))
    })
  }

  /** The event of a name that came last. */
  lastEvent(name: string): WorkflowEvent {
    const event = this.events.findLast((candidate) => candidate.name === name)
    if (event) return event
    throw new Error(`no event "${name}" came; there were ${this.events.map((each) => each.name).join(', ')}`)
  }

  /** Starts a run of one job, on a machine of its own. */
  job(options: JobOptions): Promise<Job> {
    this.#jobs++
    const { event, workflow } = options
    const run = this.#dispatched.get(event) ?? queueRun(this.forge, event, workflow)
    return Job.open(this.forge, join(this.folder, 'machines', String(this.#jobs)), run, options)
  }

  /** Runs the command line of dist/ in ada's clone. */
  slipway(...args: string[]): Promise<string> {
    return this.ada.run(process.execPath, [join(ROOT, 'dist', 'cli.js'), ...args])
  }

  /** Opens a pull request with an edit. @returns its number */
  async pull(branch: string, change: (folder: string) => void): Promise<number> {
    await this.ada.branch(branch)
    change(this.ada.clone)
    await this.ada.push(branch, branch)
    return this.ada.openPull(this.name, { title: branch, head: branch })
  }

  /** Writes files below a folder. */
  write(folder: string, files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
  }

  /** Ends everything; nothing may have left GitHub's description of its API. */
  async close(): Promise<void> {
    const { violations } = this.forge
    await this.forge.close()
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 })
    expect(violations).toEqual([])
  }

  async #begin(change: ActionWorldOptions['project']): Promise<void> {
    await this.ada.cloneRepository(this.name)
    cpSync(join(ROOT, 'test', 'e2e', 'fixtures', 'project'), this.ada.clone, { recursive: true })
    edit(this.ada.clone, 'slipway.yaml', (text) =>
      text.replace(/remote: ".*"/, `remote: "${this.store.url}"`),
    )
    change?.(this.ada.clone)
    await this.slipway('init', '--branch', 'main')
    await this.slipway('data', 'add')
    await this.slipway('data', 'push')
    await this.ada.push('main', 'Will it be late?')
  }
}
