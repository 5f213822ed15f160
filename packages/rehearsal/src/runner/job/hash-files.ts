import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expandGlobs } from './glob.ts'

/**
 * hashFiles(): SHA-256 over the SHA-256 of each file below the workspace that a pattern matches, in path order; the
 * empty string when none does (actions/runner, src/Misc/expressionFunc/hashFiles).
 */
export function hashFiles(workspace: string, patterns: readonly string[]): string {
  const files = expandGlobs(workspace, patterns)
  if (files.length === 0) return ''
  const hash = createHash('sha256')
  for (const file of files) hash.update(createHash('sha256').update(readFileSync(file)).digest())
  return hash.digest('hex')
}
