import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Contestant } from '../../contest.ts'
import { git } from '../../git.ts'
import { timeProcess } from '../../time-process.ts'
import { writeSmallFiles } from '../small-files.ts'

export const TARGET = join('data', 'images')

/** What is asked of a tool that versions a folder; each work starts where those before it ended. */
export type Work = 'share' | 'again' | 'status' | 'change' | 'restore' | 'clone'

export type Tool = Readonly<Partial<Record<Work, Contestant>>>

export type Environment = Readonly<Record<string, string | undefined>>

/** A program that is run as often as needed, and how much memory it took at most for each of its verbs. */
export class Program {
  readonly #command: readonly [string, ...string[]]
  readonly #options: { readonly cwd: string; readonly env: Environment }
  readonly peaks = new Map<string, number[]>()

  constructor(command: readonly [string, ...string[]], options: { cwd: string; env: Environment }) {
    this.#command = command
    this.#options = options
  }

  /** @returns seconds */
  async run(...args: readonly string[]): Promise<number> {
    const [command, ...first] = this.#command
    const { seconds, peakMiB } = await timeProcess(command, [...first, ...args], this.#options)
    const verb = args.filter((arg) => /^[a-z]+$/.test(arg)).at(-1) ?? ''
    this.peaks.set(verb, [...(this.peaks.get(verb) ?? []), peakMiB])
    return seconds
  }
}

/** A repository of a tool's own, with files in it that it has not seen. */
export function newRepository(folder: string, name: string, count: number): string {
  const cwd = join(folder, name)
  mkdirSync(cwd)
  git(cwd, ['init', '--quiet', '--initial-branch=main'])
  if (count > 0) writeSmallFiles(join(cwd, TARGET), count)
  return cwd
}
