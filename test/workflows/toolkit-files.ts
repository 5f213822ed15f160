import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const toolkitRoot = fileURLToPath(new URL('../..', import.meta.url))

export interface TextFile {
  /** Relative to the folder that it was read from. */
  readonly path: string
  readonly text: string
}

/** Files below a folder whose path matches, in the order of their paths. */
export function filesIn(folder: string, pattern: RegExp): readonly TextFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => pattern.test(path) && !path.includes('node_modules'))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }))
}
