import { isAbsolute, relative } from 'node:path'
import { SlipwayError } from '@slipway/core'
import type { Annotation } from '../../model.ts'
import type { JobLog } from './job-log.ts'
import type { Masks } from './masks.ts'
import { parseWorkflowCommand, type WorkflowCommand } from './workflow-command.ts'

// Limits of GitHub: actions/runner, ExecutionContext.cs.
const LONGEST_MESSAGE = 4096
const MOST_ANNOTATIONS = 10

const LEVELS = { error: 'failure', warning: 'warning', notice: 'notice' } as const
type Level = keyof typeof LEVELS

export interface StepOutputSinks {
  readonly log: JobLog
  readonly masks: Masks
  readonly annotations: Annotation[]
  readonly workspace: string
  readonly debug: boolean
}

/** What one step prints: lines for the log, and among them commands to the runner. */
export class StepOutput {
  readonly #sinks: StepOutputSinks
  readonly #counts = { error: 0, warning: 0, notice: 0 }
  #resumeToken: string | undefined
  #echo = false
  /** A command could not be carried out, which fails the step. */
  failed = false
  /** From the old commands `set-output` and `save-state`, which GitHub still obeys. */
  readonly outputs: Record<string, string> = {}
  readonly state: Record<string, string> = {}

  constructor(sinks: StepOutputSinks) {
    this.#sinks = sinks
  }

  /** Takes one line as the process printed it. */
  line(text: string): void {
    const command = parseWorkflowCommand(text)
    if (command === undefined || !this.#obey(command, text)) this.#sinks.log.write(text)
  }

  group(title: string, lines: readonly string[]): void {
    this.#sinks.log.group(title, lines)
  }

  error(message: string, place: Omit<Annotation, 'level' | 'message'> = {}): void {
    this.#issue('error', message, place)
  }

  /** Says what was thrown: message and hint, on file and line where they are known. */
  fail(error: unknown): void {
    if (!(error instanceof SlipwayError)) {
      this.error(error instanceof Error ? error.message : String(error))
      return
    }
    const { message, hint, location } = error
    const place = location && { path: location.file, startLine: location.line, startColumn: location.column }
    this.error(hint === undefined ? message : `${message}\n${hint}`, place)
  }

  warning(message: string): void {
    this.#issue('warning', message, {})
  }

  /** False for what is no command of ours: it is output then. */
  #obey(command: WorkflowCommand, line: string): boolean {
    if (this.#resumeToken !== undefined) {
      if (command.name !== this.#resumeToken) return false
      this.#resumeToken = undefined
      this.#sinks.log.write(line)
      return true
    }
    const handle = this.#commands.get(command.name)
    if (handle === undefined) return false
    if (this.#echo && ECHOED.has(command.name)) this.#sinks.log.write(line)
    handle(command)
    return true
  }

  readonly #commands = new Map<string, (command: WorkflowCommand) => void>([
    ['error', ({ data, properties }) => this.#issue('error', data, this.#place(properties))],
    ['warning', ({ data, properties }) => this.#issue('warning', data, this.#place(properties))],
    ['notice', ({ data, properties }) => this.#issue('notice', data, this.#place(properties))],
    ['debug', ({ data }) => this.#sinks.debug && this.#sinks.log.write(`##[debug]${data}`)],
    ['group', ({ data }) => this.#sinks.log.write(`##[group]${data}`)],
    ['endgroup', () => this.#sinks.log.write('##[endgroup]')],
    ['echo', ({ data }) => this.#setEcho(data)],
    ['add-mask', ({ data }) => this.#mask(data)],
    ['stop-commands', ({ data }) => this.#stop(data)],
    ['set-output', (command) => this.#assign(command, this.outputs)],
    ['save-state', (command) => this.#assign(command, this.state)],
    ['set-env', ({ name }) => this.#refuse(name)],
    ['add-path', ({ name }) => this.#refuse(name)],
    // Problem matchers would annotate from patterns in the output; a rehearsal reads commands only.
    ['add-matcher', () => {}],
    ['remove-matcher', () => {}],
  ])

  #setEcho(data: string): void {
    this.#echo = data.toLowerCase() === 'on'
  }

  #mask(secret: string): void {
    if (secret.trim() === '') {
      this.warning("Can't add secret mask for empty string in ##[add-mask] command.")
      return
    }
    this.#sinks.masks.add(secret)
    if (this.#echo) this.#sinks.log.write('::add-mask::***')
  }

  #stop(token: string): void {
    if (token === '' || token.toLowerCase() === 'pause-logging' || this.#commands.has(token.toLowerCase())) {
      this.failed = true
      this.error(`Unable to process command 'stop-commands' successfully: '${token}' is no secure token`)
      return
    }
    this.#resumeToken = token.toLowerCase()
    this.#sinks.log.write(`::stop-commands::${token}`)
  }

  #assign({ name, data, properties }: WorkflowCommand, values: Record<string, string>): void {
    this.warning(
      `The \`${name}\` command is deprecated and will be disabled soon. Please upgrade to using Environment Files.`,
    )
    const key = properties.name
    if (key !== undefined) values[key] = data
  }

  #refuse(name: string): void {
    this.failed = true
    this.error(`The \`${name}\` command is disabled. Please upgrade to using Environment Files.`)
  }

  #issue(level: Level, text: string, place: Omit<Annotation, 'level' | 'message'>): void {
    const { log, masks, annotations } = this.#sinks
    const message = masks.apply(text.slice(0, LONGEST_MESSAGE))
    log.write(`##[${level}]${message}`)
    this.#counts[level]++
    if (this.#counts[level] <= MOST_ANNOTATIONS) annotations.push({ level: LEVELS[level], message, ...place })
  }

  #place(properties: Readonly<Record<string, string>>): Omit<Annotation, 'level' | 'message'> {
    const { title, file } = properties
    const startLine = numberOf(properties.line) ?? numberOf(properties.endline)
    const startColumn = numberOf(properties.col) ?? numberOf(properties.endcolumn)
    const place = {
      title,
      path: file === undefined ? undefined : this.#relative(file),
      startLine,
      endLine: numberOf(properties.endline) ?? startLine,
      startColumn: startLine === undefined ? undefined : startColumn,
      endColumn: startLine === undefined ? undefined : (numberOf(properties.endcolumn) ?? startColumn),
    }
    return Object.fromEntries(Object.entries(place).filter(([, value]) => value !== undefined))
  }

  #relative(file: string): string {
    const path = isAbsolute(file) ? relative(this.#sinks.workspace, file) : file
    return path.startsWith('..') ? file : path
  }
}

const ECHOED = new Set(['set-output', 'save-state', 'add-matcher', 'remove-matcher'])

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined
}
