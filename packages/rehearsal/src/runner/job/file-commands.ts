import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runnerError } from '../error.ts'

/** The files by which a step speaks to the runner: one set for each step. */
export interface FileCommands {
  readonly output: string
  readonly env: string
  readonly path: string
  readonly state: string
  readonly step_summary: string
}

const NAMES = ['output', 'env', 'path', 'state', 'step_summary'] as const

export function makeFileCommands(temp: string): FileCommands {
  const folder = join(temp, '_runner_file_commands')
  mkdirSync(folder, { recursive: true })
  const id = randomUUID()
  const paths = NAMES.map((name) => [name, join(folder, `${name}_${id}`)] as const)
  for (const [, path] of paths) writeFileSync(path, '')
  return Object.fromEntries(paths) as unknown as FileCommands
}

export function removeFileCommands(files: FileCommands): void {
  for (const name of NAMES) rmSync(files[name], { force: true })
}

/** Name-value pairs of GITHUB_OUTPUT, GITHUB_ENV or GITHUB_STATE. @throws runner/command-invalid */
export function readPairs(path: string): readonly (readonly [string, string])[] {
  return existsSync(path) ? parsePairs(readFileSync(path, 'utf8')) : []
}

/** Folders that a step adds to PATH, in order. */
export function readPaths(path: string): readonly string[] {
  return existsSync(path) ? readFileSync(path, 'utf8').split(/\r?\n/).filter(Boolean) : []
}

/** GitHub's limit of a step's summary. */
export const SUMMARY_LIMIT_BYTES = 1024 * 1024

/** A step's summary; one over the limit is dropped. */
export function readSummary(path: string): { readonly text: string; readonly tooLargeBytes?: number } {
  const bytes = existsSync(path) ? statSync(path).size : 0
  if (bytes > SUMMARY_LIMIT_BYTES) return { text: '', tooLargeBytes: bytes }
  return { text: bytes === 0 ? '' : readFileSync(path, 'utf8') }
}

/**
 * `name=value`, or a value of several lines between `name<<DELIMITER` and DELIMITER.
 *
 * @throws runner/command-invalid for any other line, and for a delimiter that never comes
 */
export function parsePairs(text: string): readonly (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = []
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? ''
    if (line === '') continue
    const equals = line.indexOf('=')
    const heredoc = line.indexOf('<<')
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      pairs.push([line.slice(0, equals), line.slice(equals + 1)])
      continue
    }
    const delimiter = line.slice(heredoc + 2)
    if (heredoc < 0) throw invalid(`Invalid format '${line}'`)
    if (heredoc === 0 || delimiter === '') {
      throw invalid(`Invalid format '${line}'. Name must not be empty and delimiter must not be empty`)
    }
    const end = lines.indexOf(delimiter, index + 1)
    if (end < 0) throw invalid(`Invalid value. Matching delimiter not found '${delimiter}'`)
    pairs.push([line.slice(0, heredoc), lines.slice(index + 1, end).join('\n')])
    index = end
  }
  return pairs
}

function invalid(reason: string): Error {
  return runnerError('runner/command-invalid', reason)
}
