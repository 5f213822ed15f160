import { randomUUID } from 'node:crypto'
import { appendFileSync } from 'node:fs'

/** The step as a stand-in sees it: inputs in, outputs and log out; what @actions/core does, without its start-up. */
export class StandInStep {
  readonly #env: NodeJS.ProcessEnv

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env
  }

  input(name: string): string {
    return (this.#env[`INPUT_${name.toUpperCase()}`] ?? '').trim()
  }

  /** A yes or no; anything but true and false is an error. */
  flag(name: string): boolean {
    const value = this.input(name)
    if (/^true$/i.test(value)) return true
    if (/^(false)?$/i.test(value)) return false
    throw new Error(`Input '${name}' is '${value}'; expected true or false`)
  }

  lines(name: string): readonly string[] {
    return this.input(name)
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
  }

  /** A variable that the runner always sets. */
  variable(name: string): string {
    const value = this.#env[name]
    if (value === undefined) throw new Error(`${name} not defined`)
    return value
  }

  optionalVariable(name: string): string | undefined {
    return this.#env[name] || undefined
  }

  setOutput(name: string, value: string): void {
    this.#append('GITHUB_OUTPUT', name, value)
  }

  exportVariable(name: string, value: string): void {
    this.#env[name] = value
    this.#append('GITHUB_ENV', name, value)
  }

  addPath(folder: string): void {
    appendFileSync(this.variable('GITHUB_PATH'), `${folder}\n`)
  }

  saveState(name: string, value: string): void {
    this.#append('GITHUB_STATE', name, value)
  }

  state(name: string): string {
    return this.#env[`STATE_${name}`] ?? ''
  }

  info(line: string): void {
    process.stdout.write(`${line}\n`)
  }

  warning(message: string): void {
    process.stdout.write(`::warning::${escapeData(message)}\n`)
  }

  error(message: string): void {
    process.stdout.write(`::error::${escapeData(message)}\n`)
  }

  mask(secret: string): void {
    process.stdout.write(`::add-mask::${escapeData(secret)}\n`)
  }

  #append(file: string, name: string, value: string): void {
    const delimiter = `ghadelimiter_${randomUUID()}`
    appendFileSync(this.variable(file), `${name}<<${delimiter}\n${value}\n${delimiter}\n`)
  }
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}
