import { existsSync, readFileSync, rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { type Digest, digestOf, parsePointer, parseTreeBundle, treePath, walkTree } from '@slipway/core'
import { auditStore, contentsOf, filesBelow } from '@slipway/store/testing'
import { dataAddCommand } from '../../packages/commands/src/data-add.ts'
import { dataGcCommand } from '../../packages/commands/src/data-gc.ts'
import { dataPullCommand } from '../../packages/commands/src/data-pull.ts'
import { dataPushCommand } from '../../packages/commands/src/data-push.ts'
import { TemporaryProject } from '../../packages/commands/src/testing/temporary-project.ts'
import { below, pick, type Random, randomFrom } from '../fuzz/mutate.ts'
import { killVerb, type Length } from './kill-verb.ts'

const TARGETS = ['data/set', 'data/model']
const VERBS = { add: ['add'], push: ['push'], pull: ['pull', '--force'], gc: ['gc', '--apply'] } as const
export type Verb = keyof typeof VERBS

/** What the two targets are, and the pointers that say so. */
interface Version {
  readonly contents: string
  readonly pointers: readonly string[]
}

/**
 * A project that is worked on with the command line, where each command is killed at a random moment or at a random write, and
 * then run again. After each death and after each end it is looked at from outside.
 */
export class KilledProject {
  readonly #project = new TemporaryProject(`data: [${TARGETS.join(', ')}]\n`)
  readonly #random: Random
  readonly #lengths: Record<Verb, Length>
  /** Committed and pushed: they may never be lost again. */
  readonly #pushed: Version[] = []
  kills: Record<Verb, number> = { add: 0, push: 0, pull: 0, gc: 0 }

  constructor(seed: number, lengths: Record<Verb, Length> = newLengths()) {
    this.#random = randomFrom(seed)
    this.#lengths = lengths
  }

  /** One new version on its way, with a kill of each verb; @returns what is wrong. */
  async live(): Promise<readonly string[]> {
    const wrong: string[] = []
    const note = (verb: Verb, found: readonly string[]) =>
      wrong.push(...found.map((each) => `${verb}: ${each}`))
    this.#change()
    const mine = this.#contents()
    note('add', await this.#killed('add', () => same('the workspace', this.#contents(), mine)))
    note('add', this.#isWritten('.slipway/store'))
    this.#project.repository.commit('a version')
    note('push', await this.#killed('push', () => same('the workspace', this.#contents(), mine)))
    note('push', this.#isWritten('../remote'))
    this.#pushed.push({ contents: mine, pointers: TARGETS.map((target) => this.#pointer(target)) })
    note('gc', await this.#collect(mine))
    note('pull', await this.#pull(pick(this.#random, this.#pushed)))
    return wrong
  }

  /** Goes to a version, sometimes from nothing, sometimes with changes of one's own in the way. */
  async #pull(wanted: Version): Promise<readonly string[]> {
    const way = below(this.#random, 3)
    if (way === 0) rmSync(this.#project.path('.slipway'), { recursive: true })
    if (way === 1) this.#change()
    const before = this.#targets()
    for (const [at, target] of TARGETS.entries())
      this.#project.write(`${target}.slip`, wanted.pointers[at] ?? '')
    const after = JSON.parse(wanted.contents) as string[]
    const found = await this.#killed('pull', () =>
      this.#targets().flatMap((now, at) =>
        now === before[at] || now === after[at] || now === 'away' ? [] : [`${TARGETS[at]} is neither`],
      ),
    )
    return [...found, ...same('the workspace', this.#contents(), wanted.contents)]
  }

  /** Collects what was added and never committed, as if two days had passed. */
  async #collect(mine: string): Promise<readonly string[]> {
    const pointers = TARGETS.map((target) => this.#pointer(target))
    this.#change()
    await this.#run('add')
    for (const [at, target] of TARGETS.entries()) this.#project.write(`${target}.slip`, pointers[at] ?? '')
    await this.#run('pull')
    this.#age()
    if (this.#random() < 0.5) {
      await this.#run('gc')
      this.#age()
    }
    const kept = this.#kept()
    const check = () => [
      ...kept.filter((path) => !existsSync(this.#project.path(path))).map((path) => `${path} is gone`),
      ...same('the workspace', this.#contents(), mine),
    ]
    return [...(await this.#killed('gc', check)), ...check()]
  }

  /** Trees in the local store that a commit names. */
  #kept(): readonly string[] {
    return this.#pushed
      .map(({ pointers }) => `.slipway/store/${treePath(parsePointer(pointers[0] ?? '', 'pointer').oid)}`)
      .filter((path) => existsSync(this.#project.path(path)))
  }

  /** Kills a verb, looks, kills it perhaps again, and lets it end. */
  async #killed(verb: Verb, look: () => readonly string[]): Promise<readonly string[]> {
    const wrong: string[] = []
    do {
      if (await this.#kill(verb)) this.kills[verb]++
      wrong.push(...look(), ...this.#lost())
    } while (this.#random() < 0.7)
    await this.#run(verb)
    return [...wrong, ...this.#lost()]
  }

  /** What is wrong with the stores: damaged objects, trees without their blobs, pushed versions that are not there. */
  #lost(): readonly string[] {
    const remote = this.#project.folder.path('remote')
    const gone = this.#pushed.flatMap(({ pointers }) =>
      pointers
        .map((text) => parsePointer(text, 'pointer'))
        .filter(({ kind, oid }) => (kind === 'tree' ? !existsSync(join(remote, treePath(oid))) : false)),
    )
    const local = this.#project.path('.slipway/store')
    return [
      ...auditStore(remote, { complete: true }),
      ...auditStore(local, { complete: true }),
      ...gone.map(({ oid }) => `the pushed tree ${oid} is gone`),
    ]
  }

  /** Whether the pointers name what is in the workspace, and the store has it. */
  #isWritten(store: string): readonly string[] {
    const { oid } = parsePointer(this.#pointer('data/set'), 'data/set.slip')
    const root = join(this.#project.root, store)
    const bundle = parseTreeBundle(readFileSync(join(root, treePath(oid)), 'utf8'), oid)
    const named: Record<string, Digest> = {}
    for (const file of walkTree(bundle)) named[file.path] = file.oid
    const contents = contentsOf(this.#project.path('data/set'))
    const there = Object.fromEntries(
      Object.entries(contents).map(([path, content]) => [path, digestOf(Buffer.from(content, 'latin1'))]),
    )
    return same(
      'the tree',
      JSON.stringify(named, Object.keys(named).sort()),
      JSON.stringify(there, Object.keys(there).sort()),
    )
  }

  /** Runs a verb to its end, in this process, which has it loaded. */
  #run(verb: Verb): Promise<unknown> {
    const project = this.#project
    if (verb === 'add') return project.run(dataAddCommand, { targets: [] })
    if (verb === 'push') return project.run(dataPushCommand, { targets: [] })
    if (verb === 'pull') return project.run(dataPullCommand, { targets: [], force: true })
    const options = { apply: true, remote: false, grace: undefined, keepRuns: '90d', maxSize: undefined }
    return project.run(dataGcCommand, { ...options, history: 'all' }, { now: () => new Date() })
  }

  /** @returns false where death came too late */
  #kill(verb: Verb): Promise<boolean> {
    const { root } = this.#project
    const { env } = this.#project.context()
    return killVerb(['data', ...VERBS[verb]], {
      cwd: root,
      env,
      random: this.#random,
      length: this.#lengths[verb],
    })
  }

  #change(): void {
    for (let left = 20; left > 0; left--) {
      const path = `data/set/${below(this.#random, 4)}/${below(this.#random, 15)}`
      this.#project.write(path, this.#bytes(below(this.#random, 3000)))
    }
    if (this.#random() < 0.3) this.#project.write('data/set/large', this.#bytes((1 << 20) + 9))
    this.#project.write('data/model', this.#bytes(3000))
  }

  #bytes(length: number): Buffer {
    return Buffer.alloc(length, digestOf(String(this.#random())))
  }

  #pointer(target: string): string {
    return readFileSync(this.#project.path(`${target}.slip`), 'utf8')
  }

  #contents(): string {
    return JSON.stringify(this.#targets())
  }

  /** Each target as one text. */
  #targets(): readonly string[] {
    const [set, model] = TARGETS.map((target) => this.#project.path(target)) as [string, string]
    return [
      existsSync(set) ? JSON.stringify(contentsOf(set)) : 'away',
      existsSync(model) ? readFileSync(model, 'latin1') : 'away',
    ]
  }

  #age(): void {
    const root = this.#project.path('.slipway/store')
    const then = Date.now() / 1000 - 2 * 24 * 3600
    for (const path of filesBelow(root)) utimesSync(join(root, path), then, then)
  }

  [Symbol.dispose](): void {
    this.#project[Symbol.dispose]()
  }
}

export function newLengths(): Record<Verb, Length> {
  return {
    add: { changes: 60, ms: 200 },
    push: { changes: 60, ms: 200 },
    pull: { changes: 60, ms: 200 },
    gc: { changes: 10, ms: 200 },
  }
}

function same(what: string, found: string, wanted: string): readonly string[] {
  return found === wanted ? [] : [`${what} is ${found.slice(0, 200)}; expected ${wanted.slice(0, 200)}`]
}
