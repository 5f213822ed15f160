import { mkdirSync } from 'node:fs'
import { TEST_GIT_ENV, TemporaryRepository } from '@slipway/git/testing'
import { auditStore, contentsOf, TemporaryFolder } from '@slipway/store/testing'
import type { ArgumentSpec, Command, OptionSpec, Specs, Values } from '../command.ts'
import { type Context, type Progress, silentProgress } from '../context.ts'

/** A repository with a project file and a shared store beside it, for tests; `using` removes both. */
export class TemporaryProject {
  readonly folder = new TemporaryFolder()
  readonly repository: TemporaryRepository
  readonly warnings: string[] = []

  /** @param project what the project file says besides version and store */
  constructor(project = '') {
    mkdirSync(this.folder.path('work'))
    this.repository = new TemporaryRepository(this.folder.path('work'))
    this.repository.git('init', '--quiet', '--initial-branch=main')
    this.write('slipway.yaml', `version: 1\nstore: { remote: "${this.folder.url('remote')}" }\n${project}`)
    this.repository.commit('first')
  }

  get root(): string {
    return this.repository.root
  }

  write(path: string, content: string | Uint8Array, options: { executable?: boolean } = {}): void {
    this.repository.write(path, content, options)
  }

  path(path: string): string {
    return this.repository.path(path)
  }

  contents(path: string): Record<string, string> {
    return contentsOf(this.path(path))
  }

  context(changes: Partial<Context> = {}): Context {
    const progress: Progress = { ...silentProgress, warn: (line) => this.warnings.push(line) }
    return {
      cwd: this.root,
      env: TEST_GIT_ENV,
      now: () => new Date('2026-01-02T03:04:05Z'),
      signal: new AbortController().signal,
      progress,
      ...changes,
    }
  }

  run<A extends Specs<ArgumentSpec>, O extends Specs<OptionSpec>, R>(
    command: Command<A, O, R>,
    values: Values<A, O>,
    changes: Partial<Context> = {},
  ): Promise<R> {
    return command.run(this.context(changes), values)
  }

  /** What is wrong with the stores, seen from outside. */
  audit(): string[] {
    return [
      ...auditStore(this.path('.slipway/store'), { complete: true }),
      ...auditStore(this.folder.path('remote'), { complete: true }),
    ]
  }

  [Symbol.dispose](): void {
    this.folder[Symbol.dispose]()
  }
}
