import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Annotation } from '@slipway/rehearsal'
import {
  JobLog,
  Masks,
  makeFileCommands,
  readPairs,
  readPaths,
  readSummary,
  StepOutput,
} from '@slipway/rehearsal/testing'

export interface StepInput {
  readonly script: string
  /** For Node, before the script. */
  readonly nodeArgs: readonly string[]
  readonly workspace: string
  /** RUNNER_TEMP. */
  readonly temp: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly secrets: readonly string[]
  /** Is given the process with each line that it prints. */
  readonly onLine: (line: string, child: ChildProcess) => void
}

/** What a step left with the runner. */
export interface Step {
  /** Null when a signal ended it. */
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  /** What it printed, as it came. */
  readonly raw: string
  /** The job's log: commands obeyed, secrets masked. */
  readonly log: string
  readonly annotations: readonly Annotation[]
  readonly outputs: Readonly<Record<string, string>>
  readonly state: Readonly<Record<string, string>>
  readonly environment: Readonly<Record<string, string>>
  readonly paths: readonly string[]
  readonly summary: string
  readonly seconds: number
  /** How long it went on after its last line. */
  readonly silentSeconds: number
}

const STAMP = '1970-01-01T00:00:00.0000000Z '

/** Runs one part of an action on this Node (24), in a group of its own, and reads what it says to the runner as the runner does. */
export async function runStep(input: StepInput): Promise<Step> {
  const { temp, workspace } = input
  const files = makeFileCommands(temp)
  const masks = new Masks()
  for (const secret of input.secrets) masks.add(secret)
  const logFile = join(temp, `${randomUUID()}.log`)
  const log = new JobLog(logFile, masks, () => new Date(0))
  const annotations: Annotation[] = []
  const output = new StepOutput({ log, masks, annotations, workspace, debug: false })
  const fileEnv = Object.entries(files).map(([name, path]) => [`GITHUB_${name.toUpperCase()}`, path])
  const started = performance.now()
  const child = spawn(process.execPath, [...input.nodeArgs, input.script], {
    cwd: workspace,
    env: { ...input.env, ...Object.fromEntries(fileEnv) },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const raw: string[] = []
  let lastLine = started
  const take = (line: string) => {
    lastLine = performance.now()
    raw.push(line)
    output.line(line)
    input.onLine(line, child)
  }
  for (const stream of [child.stdout, child.stderr]) readLines(stream, take)
  const ended = await new Promise<Pick<Step, 'exitCode' | 'signal'>>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal }))
  })
  const end = performance.now()
  log.close()
  const text = readFileSync(logFile, 'utf8').replaceAll(STAMP, '')
  rmSync(logFile)
  // One that was killed may have written half a line.
  const pairsOf = (file: string) => Object.fromEntries(ended.signal === null ? readPairs(file) : [])
  return {
    ...ended,
    raw: raw.join('\n'),
    log: text,
    annotations,
    outputs: pairsOf(files.output),
    state: { ...output.state, ...pairsOf(files.state) },
    environment: pairsOf(files.env),
    paths: readPaths(files.path),
    summary: readSummary(files.step_summary).text,
    seconds: (end - started) / 1000,
    silentSeconds: (end - lastLine) / 1000,
  }
}

function readLines(stream: NodeJS.ReadableStream, take: (line: string) => void): void {
  let rest = ''
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) take(line)
  })
  stream.on('end', () => rest !== '' && take(rest))
}
