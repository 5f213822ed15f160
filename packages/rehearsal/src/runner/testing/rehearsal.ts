import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { JobState, RepositoryRef, RunnerPort, WorkflowRunState } from '../../model.ts'
import type { RunnerOptions } from '../options.ts'
import { startRunner } from '../start-runner.ts'
import { FakeForge } from './fake-forge.ts'

export interface Rehearsal {
  readonly forge: FakeForge
  readonly runner: RunnerPort
  readonly repository: RepositoryRef
  readonly directory: string
  readonly lines: readonly string[]
  /** Commits the workflow as .github/workflows/test.yml with other files, pushes, and waits for the run. */
  run(workflow: string, files?: Readonly<Record<string, string>>): Promise<Ended>
}

/** A run that has ended, with ways to look at it. */
export interface Ended {
  readonly state: WorkflowRunState
  job(name: string): JobState
  /** A job's log without its time stamps. */
  log(name: string): string
  /** Names of jobs with their conclusions, in order. */
  conclusions(): Readonly<Record<string, string | null>>
}

/** A runner with a fake GitHub in a temporary folder; all of it goes when the test ends. */
export async function openRehearsal(options: Partial<RunnerOptions> = {}): Promise<Rehearsal> {
  const root = mkdtempSync(join(tmpdir(), 'rehearsal-'))
  const forge = new FakeForge(join(root, 'github'))
  const lines: string[] = []
  const directory = join(root, 'runner')
  const runner = await startRunner({
    forge,
    directory,
    pools: [{ name: 'hosted', labels: ['ubuntu-latest'], slots: 4 }],
    actions: [],
    env: { PATH: process.env.PATH ?? '' },
    log: (line) => lines.push(line),
    timing: { interruptMs: 300, terminateMs: 300, outputMs: 300 },
    ...options,
  })
  onTestFinished(async () => {
    await runner.close()
    rmSync(root, { recursive: true, force: true, maxRetries: 5 })
  })
  const repository = forge.addRepository()
  return {
    forge,
    runner,
    repository,
    directory,
    lines,
    run: async (workflow, files = {}) => {
      forge.push(repository, { '.github/workflows/test.yml': workflow, ...files })
      await runner.idle()
      return ended(forge.runs.at(-1))
    },
  }
}

export function ended(state: WorkflowRunState | undefined): Ended {
  if (state === undefined) throw new Error('No run was started')
  const job = (name: string): JobState => {
    const found = state.jobs.find((each) => each.name === name)
    if (found !== undefined) return found
    throw new Error(`No job "${name}"; there are ${state.jobs.map((each) => each.name).join(', ')}`)
  }
  return {
    state,
    job,
    log: (name) => {
      const { logFile } = job(name)
      return existsSync(logFile) ? readFileSync(logFile, 'utf8').replace(/^\S+ /gm, '') : ''
    },
    conclusions: () => Object.fromEntries(state.jobs.map((each) => [each.name, each.conclusion])),
  }
}
