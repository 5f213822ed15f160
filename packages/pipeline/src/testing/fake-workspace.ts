import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import {
  type Digest,
  digestOf,
  formatRunRecord,
  type Output,
  parseProject,
  type RunRecord,
} from '@slipway/core'
import type { Executor } from '../executor.ts'
import type { Plan } from '../plan.ts'
import type { FoundRun, PlanInput, SourceTree } from '../plan-input.ts'
import { planPipeline } from '../plan-pipeline.ts'
import { processExecutor } from '../process-executor.ts'
import type { RunBook, RunPorts, StageFiles } from '../run-ports.ts'
import { runStages } from '../run-stages.ts'
import type { StageResult } from '../stage-result.ts'
import { readStageState } from '../stage-state.ts'
import { FakeData, fileOutput } from './fake-runs.ts'
import { FakeTree } from './fake-tree.ts'

/** A store in memory that several workspaces may share: objects, records, revoked attempts. */
export class FakeStore implements RunBook {
  readonly objects = new Map<Digest, string>()
  readonly #attempts = new Map<Digest, Map<number, RunRecord>>()
  readonly revoked = new Set<string>()
  readonly shared: FoundRun[] = []
  /** Called before a record is written: what another runner does in that moment. */
  beforePublish: (record: RunRecord) => void = () => {}

  records(): RunRecord[] {
    return [...this.#attempts.values()].flatMap((attempts) => [...attempts.values()])
  }

  findRun = async (key: Digest): Promise<FoundRun | undefined> => {
    const attempts = [...(this.#attempts.get(key)?.entries() ?? [])].sort(([a], [b]) => a - b)
    const head = attempts.find(([attempt]) => !this.revoked.has(`${key}/${attempt}`))
    return head && found(head[1])
  }

  async nextAttempt(key: Digest): Promise<number> {
    return Math.max(0, ...(this.#attempts.get(key)?.keys() ?? [])) + 1
  }

  async publish(record: RunRecord): Promise<FoundRun | undefined> {
    const { beforePublish } = this
    this.beforePublish = () => {}
    beforePublish(record)
    return this.put(record) ? found(record) : undefined
  }

  put(record: RunRecord): boolean {
    const attempts = this.#attempts.get(record.key) ?? new Map<number, RunRecord>()
    if (attempts.has(record.attempt)) return false
    this.#attempts.set(record.key, attempts.set(record.attempt, record))
    return true
  }

  async share(run: FoundRun): Promise<FoundRun> {
    this.shared.push(run)
    return run
  }
}

function found(record: RunRecord): FoundRun {
  return { record, digest: digestOf(formatRunRecord(record)), domain: record.domain, shared: false }
}

const FOLDER = 'a folder: '

/** A folder with a project whose outputs are files and flat folders, run by real shells. */
export class FakeWorkspace implements StageFiles {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-run-')))
  readonly store: FakeStore
  readonly project: PlanInput['project']
  readonly #sources: Set<string>
  readonly restored: string[] = []
  readonly printed: string[] = []
  readonly events: string[] = []
  /** Names of followed metrics, as often as there was news. */
  readonly seen: string[] = []

  constructor(project: string, sources: Readonly<Record<string, string>>, store = new FakeStore()) {
    this.project = parseProject(project)
    this.store = store
    this.#sources = new Set(Object.keys(sources))
    for (const [path, text] of Object.entries(sources)) this.write(path, text)
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true })
    writeFileSync(join(this.root, path), text)
  }

  /** The text of a file; of a flat folder, the texts of its files as one. */
  read(path: string): string | undefined {
    const place = join(this.root, path)
    const stats = statSync(place, { throwIfNoEntry: false })
    if (!stats?.isDirectory()) return stats && readFileSync(place, 'utf8')
    const names = readdirSync(place).sort()
    return FOLDER + JSON.stringify(names.map((name) => [name, readFileSync(join(place, name), 'utf8')]))
  }

  inode(path: string): number {
    return statSync(join(this.root, path)).ino
  }

  /** What Git would see: the sources, as they are now. */
  tree(): SourceTree {
    const texts = [...this.#sources].map((path) => [path, this.read(path)] as const)
    return new FakeTree(
      Object.fromEntries(texts.flatMap(([path, text]) => (text === undefined ? [] : [[path, text]]))),
    )
  }

  /** Paths of which a part was fetched on purpose. */
  readonly parts = new Set<string>()

  async isPart(path: string): Promise<boolean> {
    return this.parts.has(path)
  }

  async matches(path: string, output: Output): Promise<boolean> {
    const text = this.read(path)
    return text !== undefined && fileOutput(text).oid === output.oid
  }

  async restore(path: string, output: Output): Promise<void> {
    const text = this.store.objects.get(output.oid)
    if (text === undefined) throw new Error(`the store has no ${output.oid}`)
    if (text.startsWith(FOLDER))
      for (const [name, content] of JSON.parse(text.slice(FOLDER.length)) as [string, string][])
        this.write(`${path}/${name}`, content)
    else this.write(path, text)
    this.restored.push(path)
  }

  async save(path: string): Promise<Output> {
    const text = this.read(path) ?? ''
    this.store.objects.set(digestOf(text), text)
    return fileOutput(text)
  }

  async run(
    options: Partial<PlanInput> &
      Partial<Pick<RunPorts, 'signal' | 'targetsOnly' | 'executor'>> & { gpus?: number } = {},
  ): Promise<readonly StageResult[]> {
    const { signal = new AbortController().signal, targetsOnly, executor, gpus = 0, ...rest } = options
    const input = this.#input(rest)
    return runStages(await planPipeline(input), {
      root: this.root,
      input,
      readTree: async () => this.tree(),
      files: this,
      book: this.store,
      executor: executor ?? this.shell(),
      facts: async () => ({
        domain: 'dev',
        producer: null,
        environment: { runner: 'box', os: 'linux', gpu: null, driver: null, image: null, tool: 'slipway 0' },
        gpus,
      }),
      now: () => new Date(),
      signal,
      ...(targetsOnly === undefined ? {} : { targetsOnly }),
      livePollMs: 10,
      watcher: {
        live: ({ series }) => this.seen.push(...series.map(({ name }) => name)),
        alarm: (stage, text) => this.events.push(`alarm ${stage}: ${text}`),
        starts: ({ stage }, doing) => this.events.push(`${doing} ${stage.name}`),
        output: (_, chunk) => this.printed.push(Buffer.from(chunk).toString()),
        ends: ({ stage, state }) => this.events.push(`${state} ${stage}`),
      },
    })
  }

  plan(options: Partial<PlanInput> = {}): Promise<Plan> {
    return planPipeline(this.#input(options))
  }

  #input(options: Partial<PlanInput>): PlanInput {
    return {
      project: this.project,
      tree: this.tree(),
      runs: this.store,
      data: new FakeData(),
      previous: async (stage) => readStageState(this.root, stage),
      ...options,
    }
  }

  shell(): Executor {
    return processExecutor({
      root: this.root,
      env: { PATH: process.env.PATH },
      grace: { interruptMs: 100, terminateMs: 100 },
      minuteMs: 100,
    })
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true })
  }
}
