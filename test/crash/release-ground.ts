import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { WorkflowEvent } from '@slipway/rehearsal'
import { auditStore } from '@slipway/store/testing'
import { expect } from 'vitest'
import { ActionWorld } from '../actions/world/action-world.ts'
import type { Job, StepOptions } from '../actions/world/job.ts'
import { deployJob, firstRelease, promoteJob, reviewedMerge } from '../actions/world/life.ts'
import type { Step } from '../actions/world/run-step.ts'

/** Programs that kill an action at the n-th point of its talk with GitHub, or at its n-th change of the disk. */
const KILLERS = {
  request: fileURLToPath(new URL('kill-at-request.ts', import.meta.url)),
  write: fileURLToPath(new URL('../../packages/store/src/testing/kill-at-write.ts', import.meta.url)),
}

/** When an action is killed; a point that it does not reach never comes. */
export interface KillPoint {
  readonly at: keyof typeof KILLERS
  readonly point: number
}

interface TagObject {
  readonly tag: string
  readonly message: string
  readonly object: { readonly sha: string }
}

/** What everybody can see of the registry, and whether the store is whole. */
export interface EndState {
  /** By id, for a release that was made twice is two. */
  readonly releases: readonly {
    readonly tag: string
    readonly draft: boolean
    readonly body: string
    readonly assets: Readonly<Record<string, string>>
  }[]
  /** Name → what it is on and what it says; when it was made does not matter. */
  readonly tags: Readonly<Record<string, { readonly commit: string; readonly message: string }>>
  readonly store: readonly string[]
}

/** A repository in which a reviewed model was merged and is to be released and deployed, which can be had again and again. */
export class ReleaseGround {
  readonly world: ActionWorld
  readonly #push: WorkflowEvent
  #tags: ReadonlySet<string> = new Set()
  #releases: ReadonlySet<number> = new Set()

  static async open(): Promise<ReleaseGround> {
    const world = await ActionWorld.open()
    await firstRelease(world)
    const push = await reviewedMerge(world, 'better', { model: 'better', seed: 2 })
    const ground = new ReleaseGround(world, push)
    await ground.keep()
    return ground
  }

  private constructor(world: ActionWorld, push: WorkflowEvent) {
    this.world = world
    this.#push = push
  }

  /** Makes the present state the one that reset() goes back to. */
  async keep(): Promise<void> {
    const { world } = this
    this.#tags = new Set(await world.tags())
    this.#releases = new Set((await world.releases()).map(({ id }) => id))
    rmSync(join(world.folder, 'kept'), { recursive: true, force: true })
    cpSync(world.store.path, join(world.folder, 'kept'), { recursive: true })
  }

  /** Takes back all that was released and deployed since. */
  async reset(): Promise<void> {
    const { world } = this
    const path = `/repos/${world.name}`
    for (const { id } of await world.releases()) {
      if (!this.#releases.has(id)) await world.ada.api('DELETE', `${path}/releases/${id}`)
    }
    for (const tag of await world.tags()) {
      if (!this.#tags.has(tag))
        await world.ada.api('DELETE', `${path}/git/refs/tags/${encodeURIComponent(tag)}`)
    }
    rmSync(world.store.path, { recursive: true })
    cpSync(join(world.folder, 'kept'), world.store.path, { recursive: true })
  }

  /** A job of the release workflow promotes. */
  async promote(options?: StepOptions): Promise<Step> {
    return (await this.promoteJob()).step('promote', {}, options)
  }

  /** A job that is ready to promote: the commit is checked out. */
  promoteJob(): Promise<Job> {
    return promoteJob(this.world, this.#push)
  }

  /** A job of the release workflow deploys. */
  async deploy(releases: string, options?: StepOptions): Promise<Step> {
    return (await deployJob(this.world, this.#push)).step('deploy', { releases }, options)
  }

  async state(): Promise<EndState> {
    const { world } = this
    const releases = (await world.releases()).toSorted((a, b) => a.id - b.id)
    return {
      releases: releases.map(({ tag_name: tag, draft, body, assets }) => ({
        tag,
        draft,
        body,
        assets: Object.fromEntries(assets.map(({ name, digest }) => [name, digest]).toSorted()),
      })),
      tags: await this.#readTags(),
      store: world.store.listing().filter((path) => !path.startsWith('tmp/')),
    }
  }

  /** No object that is not its name, no tree without its blobs, no asset that SHA256SUMS does not vouch for. */
  async expectVerified(): Promise<void> {
    const { world } = this
    expect(auditStore(world.store.path, { complete: true })).toEqual([])
    for (const { tag_name: tag, draft, assets } of await world.releases()) {
      expect(draft).toBe(false)
      const sums = (await world.asset(tag, 'SHA256SUMS')).trimEnd().split('\n')
      const listed = Object.fromEntries(sums.map((line) => [line.slice(66), `sha256:${line.slice(0, 64)}`]))
      const held = assets
        .filter(({ name }) => name !== 'SHA256SUMS')
        .map(({ name, digest }) => [name, digest])
      expect(Object.fromEntries(held)).toEqual(listed)
    }
  }

  async #readTags(): Promise<EndState['tags']> {
    const { world } = this
    const path = `/repos/${world.name}/git`
    const refs = await world.ada.api<{ ref: string; object: { sha: string } }[]>(
      'GET',
      `${path}/matching-refs/tags/`,
    )
    const tags = await Promise.all(
      refs.map(({ object }) => world.ada.api<TagObject>('GET', `${path}/tags/${object.sha}`)),
    )
    return Object.fromEntries(tags.map(({ tag, message, object }) => [tag, { message, commit: object.sha }]))
  }
}

/** Kills a step at this point. */
export const killing = ({ at, point }: KillPoint): StepOptions => ({
  nodeArgs: ['--import', KILLERS[at]],
  env: { [`KILL_AT_${at.toUpperCase()}`]: String(point) },
})

/**
 * Points of an action at which to kill it, evenly spread from the first to the last, each once.
 * @param whole runs the action to its end
 */
export async function killPoints(
  at: KillPoint['at'],
  count: number,
  whole: (options: StepOptions) => Promise<Step>,
): Promise<readonly KillPoint[]> {
  const { exitCode, raw } = await whole(killing({ at, point: 0 }))
  const last = Number(/^(\d+) (?:points|changes)$/m.exec(raw)?.[1])
  expect(exitCode).toBe(0)
  expect(last).toBeGreaterThanOrEqual(count)
  return Array.from({ length: count }, (_, index) => ({
    at,
    point: Math.round(1 + (index * (last - 1)) / (count - 1)),
  }))
}
