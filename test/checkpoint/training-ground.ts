import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseCheckpoint, parseRunRecord, type RunRecord } from '@slipway/core'
import { filesBelow } from '@slipway/store/testing'

const MAIN = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))
const TRAINER = fileURLToPath(new URL('trainer.mjs', import.meta.url))

export interface Training {
  readonly steps: number
  /** Steps between two checkpoints. */
  readonly interval: number
  readonly stepMs: number
}

export interface Ended {
  readonly status: number | null
  readonly said: string
}

/** A repository whose one stage trains for a while, its store, and machines that come and go; `using` removes all of it. */
export class TrainingGround {
  readonly folder = mkdtempSync(join(tmpdir(), 'slipway-training-'))
  readonly remote = join(this.folder, 'remote')
  readonly #origin = join(this.folder, 'origin')
  #machine = 0

  constructor({ steps, interval, stepMs }: Training) {
    mkdirSync(this.#origin)
    copyFileSync(TRAINER, join(this.#origin, 'train.mjs'))
    const yaml = `version: 1
store: { remote: "file://${this.remote}" }
stages:
  train:
    cmd: exec node train.mjs ${steps} ${interval} ${stepMs}
    deps: [train.mjs]
    outs: [model]
    checkpoint: ckpt
`
    writeFileSync(join(this.#origin, 'slipway.yaml'), yaml)
    writeFileSync(join(this.#origin, '.gitignore'), '/model\n/ckpt\n')
    this.#git(this.#origin, 'init', '--quiet', '--initial-branch=main')
    this.#git(this.#origin, 'add', '.')
    this.#git(this.#origin, 'commit', '--quiet', '--message=first')
    this.newMachine()
  }

  get root(): string {
    return join(this.folder, `machine-${this.#machine}`)
  }

  get model(): string {
    return readFileSync(join(this.root, 'model'), 'utf8')
  }

  /** Steps from which the trainer was started, in order. */
  get starts(): number[] {
    return this.#numbers('starts')
  }

  /** Steps that the trainer made, in order, those that it made again included. */
  get steps(): number[] {
    return this.#numbers('steps')
  }

  /** The machine is gone with all that was on it; the next one has a fresh clone. */
  newMachine(): void {
    rmSync(this.root, { recursive: true, force: true })
    this.#machine++
    this.#git(this.folder, 'clone', '--quiet', this.#origin, this.root)
  }

  start(...options: string[]): { child: ChildProcess; ended: Promise<Ended> } {
    const child = spawn(process.execPath, [MAIN, 'run', ...options], {
      cwd: this.root,
      env: { PATH: process.env.PATH, HOME: this.folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        said += chunk.toString()
      })
    const ended = once(child, 'close').then(([status]) => ({ status, said }))
    return { child, ended }
  }

  /** Kills the trainer itself, if it runs. */
  killTrainer(): void {
    try {
      process.kill(Number(readFileSync(join(this.folder, 'pid'), 'utf8')), 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
  }

  /** Steps take no time any more. */
  hurry(): void {
    writeFileSync(join(this.folder, 'hurry'), '')
  }

  /** What the trainer's disk says from now on: nothing more can be written, or it can. */
  setDiskFull(isFull: boolean): void {
    if (isFull) writeFileSync(join(this.folder, 'full'), '')
    else rmSync(join(this.folder, 'full'), { force: true })
  }

  /** Takes the store away, and gives it back. */
  setStoreDown(isDown: boolean): void {
    const aside = join(this.folder, 'aside')
    if (isDown) {
      mkdirSync(this.remote, { recursive: true })
      renameSync(this.remote, aside)
      writeFileSync(this.remote, 'a file, where the store was')
    } else if (existsSync(aside)) {
      rmSync(this.remote)
      renameSync(aside, this.remote)
    }
  }

  /** The step of the newest checkpoint in the store; 0 without. */
  get stored(): number {
    let newest = 0
    for (const path of this.#below('ckpt/')) {
      try {
        const { name } = parseCheckpoint(readFileSync(join(this.remote, path), 'utf8'), path)
        newest = Math.max(newest, Number(name.replace('step-', '')))
      } catch (error) {
        // Removed since it was listed: a newer one is there.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      }
    }
    return newest
  }

  get checkpoints(): readonly string[] {
    return this.#below('ckpt/')
  }

  get records(): readonly RunRecord[] {
    return this.#below('runs/').map((path) =>
      parseRunRecord(readFileSync(join(this.remote, path), 'utf8'), path),
    )
  }

  /** Processes of the trainer that are alive. */
  get running(): number {
    return readdirSync('/proc').filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('train.mjs') && this.#isHere(pid)
      } catch {
        return false
      }
    }).length
  }

  #isHere(pid: string): boolean {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(this.folder)
  }

  #below(prefix: string): string[] {
    if (!existsSync(join(this.remote, 'format'))) return []
    return filesBelow(this.remote).filter((path) => path.startsWith(prefix))
  }

  #numbers(file: string): number[] {
    const path = join(this.folder, file)
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n').map(Number) : []
  }

  #git(cwd: string, ...args: string[]): void {
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      cwd,
      env: { PATH: process.env.PATH, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
    })
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Returns as soon as the condition holds; the test's own time limit ends what never does. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((next) => setTimeout(next, 5))
}

/** The model without any kill. */
export function modelOf({ steps }: Training, hash: (text: string) => string): string {
  let state = 'start'
  for (let step = 1; step <= steps; step++) state = hash(`${step} ${state}`)
  return `${steps} ${state}\n`
}
