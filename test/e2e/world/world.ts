import { rmSync } from 'node:fs'
import { type Verdict, verdictDigest } from '@slipway/core'
import type { Forge, RepositoryRef, RunnerPort } from '@slipway/rehearsal'
import type { MergeMethod, Person, Theatre } from '@slipway/rehearsal/theatre'
import { expect } from 'vitest'
import { type Params, setParams } from './edit-project.ts'
import { RepositoryView } from './repository-view.ts'
import type { StoreFolder } from './store-folder.ts'

export interface PullRequestEdit {
  readonly by?: Person
  readonly branch: string
  readonly title?: string
  readonly body?: string
  readonly fork?: boolean
  edit(folder: string): void | Promise<void>
}

/** A repository with Slipway in it, on a stand-in GitHub, with people, machines and a store; and what anybody sees of it. */
export class World extends RepositoryView {
  readonly folder: string
  readonly theatre: Theatre
  readonly store: StoreFolder
  readonly #cli: string

  constructor(folder: string, theatre: Theatre, store: StoreFolder, cli: string) {
    super(theatre.ada, theatre.name)
    this.folder = folder
    this.theatre = theatre
    this.store = store
    this.#cli = cli
  }

  get forge(): Forge {
    return this.theatre.forge
  }
  get runner(): RunnerPort {
    return this.theatre.runner
  }
  get repository(): RepositoryRef {
    return this.theatre.repository
  }
  get ada(): Person {
    return this.theatre.ada
  }
  get lin(): Person {
    return this.theatre.lin
  }
  get mo(): Person {
    return this.theatre.mo
  }

  // What people do.

  /** Runs the command line of dist/ in somebody's clone. */
  slipway(person: Person, ...args: string[]): Promise<string> {
    return person.run(process.execPath, [this.#cli, ...args])
  }

  /** Until nothing goes on any more; what waits for a person stays as it is. */
  settle(): Promise<void> {
    return this.runner.idle({ ignoreWaiting: true })
  }

  /** Edits, pushes and opens a pull request; its workflow starts. @returns its number */
  async pull({
    by = this.lin,
    branch,
    title = branch,
    body = '',
    fork = false,
    edit,
  }: PullRequestEdit): Promise<number> {
    await by.branch(branch)
    await edit(by.clone)
    await by.push(branch, title)
    return by.openPull(this.name, { title, body, head: fork ? `${by.login}:${branch}` : branch })
  }

  /** Mo gets a fork of the repository, and a clone of that. */
  async openFork(): Promise<void> {
    const { name } = await this.forge.fork(this.repository, this.mo.login)
    await this.mo.cloneRepository(`${this.mo.login}/${name}`)
  }

  /** Edits and pushes once more to a branch. */
  async pushMore(branch: string, edit: PullRequestEdit['edit'], by = this.lin): Promise<void> {
    await by.branch(branch, `origin/${branch}`)
    await edit(by.clone)
    await by.push(branch, `more for ${branch}`)
  }

  /** A pull request that trains this model, judged. @returns its number */
  async judgedPull(branch: string, params: Params): Promise<number> {
    const number = await this.pull({ branch, edit: (folder) => setParams(folder, params) })
    await this.settle()
    return number
  }

  /** Commits to the default branch without a pull request. */
  async commit(message: string, edit: PullRequestEdit['edit']): Promise<string> {
    await this.ada.branch('main')
    await edit(this.ada.clone)
    await this.ada.push('main', message)
    return (await this.ada.run('git', ['rev-parse', 'HEAD'])).trim()
  }

  /** Merges, and lets the release workflow go as far as it goes by itself. @returns the merged commit */
  async merge(number: number, method: MergeMethod = 'squash'): Promise<string> {
    const sha = await this.ada.mergePull(this.name, number, method)
    await this.settle()
    return sha
  }

  /** Ada approves everything that waits now. @returns the runs that waited */
  async approve(comment = 'fine by me'): Promise<readonly number[]> {
    const runs = await this.ada.review(this.name, 'approved', comment)
    await this.settle()
    return runs
  }

  async reject(comment = 'not this one'): Promise<readonly number[]> {
    const runs = await this.ada.review(this.name, 'rejected', comment)
    await this.settle()
    return runs
  }

  /** Starts all jobs of a run again, or those that failed, or the one of a name; those that need them follow. */
  async rerun(runId: number, which: 'all' | 'failed' | { readonly job: string } = 'all'): Promise<void> {
    const actions = `/repos/${this.name}/actions`
    if (typeof which === 'object')
      await this.ada.api('POST', `${actions}/jobs/${(await this.jobNamed(runId, which.job)).id}/rerun`)
    else await this.ada.api('POST', `${actions}/runs/${runId}/rerun${which === 'all' ? '' : '-failed-jobs'}`)
    await this.settle()
  }

  async dispatch(workflow: string, inputs: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.ada.api('POST', `/repos/${this.name}/actions/workflows/${workflow}/dispatches`, {
      ref: 'main',
      inputs,
    })
    await this.settle()
  }

  /** An annotated tag: the commit that it names, and the trailers of its message. */
  async tag(
    name: string,
  ): Promise<{ readonly commit: string; readonly trailers: Readonly<Record<string, string>> }> {
    await this.#fetchTags()
    const format = '--format=%(*objectname)%00%(contents:body)'
    const text = await this.ada.run('git', ['for-each-ref', format, `refs/tags/${name}`])
    const [commit = '', body = ''] = text.trim().split('\0')
    const trailers = body
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)] as const)
    return { commit, trailers: Object.fromEntries(trailers) }
  }

  /** The verdict that the check on a pull request's head names, from the store; undefined where there is none. */
  async verdictOn(number: number, model = 'delay'): Promise<Verdict | undefined> {
    const checks = await this.checks(await this.headOf(number))
    const named = checks.find(({ name }) => name === `slipway / ${model}`)?.external_id
    return this.store.verdicts().find((verdict) => verdictDigest(verdict) === named)
  }

  /** Version that holds `prod`, by the registry's own reading of the tags; what a server that follows the stage serves. */
  async served(model = 'delay'): Promise<string | null> {
    await this.#fetchTags()
    const { versions } = JSON.parse(await this.slipway(this.ada, 'registry', 'show', model, '--json')) as {
      versions: { version: string; stages: string[] }[]
    }
    return versions.find(({ stages }) => stages.includes('prod'))?.version ?? null
  }

  /** Everything that a promotion or a deployment would change. */
  async state(): Promise<{ tags: readonly string[]; releases: readonly string[]; verdicts: number }> {
    const releases = await this.releases()
    return {
      tags: await this.tags(),
      releases: releases.map(({ tag_name, draft }) => `${tag_name}${draft ? ' (draft)' : ''}`).sort(),
      verdicts: this.store.verdicts().length,
    }
  }

  /** Ends everything; nothing may have left GitHub's description of its API. */
  async close(): Promise<void> {
    const { violations } = this.forge
    await this.theatre.close()
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 })
    expect(violations).toEqual([])
  }

  async #fetchTags(): Promise<void> {
    await this.ada.run('git', ['fetch', '--quiet', '--tags', '--force', 'origin'])
  }
}
