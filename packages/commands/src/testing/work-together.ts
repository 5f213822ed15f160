import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cpSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { TemporaryProject } from './temporary-project.ts'

const RUN_VERB = fileURLToPath(new URL('run-verb.ts', import.meta.url))
const TARGETS = ['data/one', 'data/two', 'data/three']

/** What two processes do at once: the first target is of both, the others are of one each. */
const SHARES = [
  ['data/one', 'data/two'],
  ['data/one', 'data/three'],
]

/** One workspace in which two processes add and push, and one with the same store in which two processes pull. */
export class TwoWorkspaces {
  readonly here = new TemporaryProject(`data: [${TARGETS.join(', ')}]\n`)
  readonly there = new TemporaryProject(`data: [${TARGETS.join(', ')}]\n`)

  /** Changes some files of each target, also such that two targets have in common. */
  change(): void {
    const shared = randomBytes(3000)
    for (const target of TARGETS) {
      for (let i = 0; i < 40; i++)
        this.here.write(`${target}/${i % 3}/${i}`, i % 2 ? shared : randomBytes(700 + i))
      this.here.write(`${target}/large`, randomBytes((1 << 20) + 5))
    }
  }

  /** @returns exit codes and what the processes wrote to their error output */
  async together(verb: 'add' | 'push' | 'pull'): Promise<readonly string[]> {
    const project = verb === 'pull' ? this.there : this.here
    if (verb === 'pull')
      for (const target of TARGETS) cpSync(this.here.path(`${target}.slip`), project.path(`${target}.slip`))
    return Promise.all(SHARES.map((targets) => this.#run(project, verb, targets)))
  }

  contents(project: TemporaryProject): readonly Record<string, string>[] {
    return TARGETS.map((target) => project.contents(target))
  }

  #run(project: TemporaryProject, verb: string, targets: readonly string[]): Promise<string> {
    const env = { ...project.context().env, SLIPWAY_STORE: this.here.folder.url('remote') }
    const child = spawn(process.execPath, [RUN_VERB, verb, ...targets], {
      cwd: project.root,
      env,
      stdio: ['ignore', 'inherit', 'pipe'],
    })
    let stderr = ''
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString()
    })
    return new Promise((resolve) => child.once('close', (status) => resolve(`${status}${stderr}`)))
  }

  /** Empties the second workspace and its own store, as a new runner has it. */
  forget(): void {
    rmSync(this.there.path('.slipway'), { recursive: true, force: true })
    for (const target of TARGETS) rmSync(this.there.path(target), { recursive: true, force: true })
  }

  [Symbol.dispose](): void {
    this.here[Symbol.dispose]()
    this.there[Symbol.dispose]()
  }
}
