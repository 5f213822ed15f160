import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { storeError } from './error.ts'

/**
 * The program of a thread: in the repository its source, in a build the entry that lies beside the chunk, or above the chunks.
 * @throws store/entry-missing where the build left it out
 */
export function threadEntry(name: string, folder: string = import.meta.dirname): string {
  const candidates = [`${name}.ts`, `${name}.js`, `../${name}.js`]
  const found = candidates.map((each) => join(folder, each)).find((file) => existsSync(file))
  if (found !== undefined) return found
  throw storeError(
    'store/entry-missing',
    `Cannot start a thread: "${folder}" has no ${name}.js; expected the build to put it there`,
  )
}
