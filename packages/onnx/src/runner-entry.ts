import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { onnxError } from './error.ts'

/** In the repository the source itself; in a build the entry that lies beside the chunk, or above the chunks. */
const CANDIDATES = ['runner-process.ts', 'runner-process.js', '../runner-process.js']

/** The program that a runner process runs. @throws onnx/entry-missing where the build left it out */
export function runnerEntry(folder: string = import.meta.dirname): string {
  const found = CANDIDATES.map((name) => join(folder, name)).find((file) => existsSync(file))
  if (found !== undefined) return found
  throw onnxError(
    'onnx/entry-missing',
    `Cannot start a runner: "${folder}" has no runner-process.js; expected the build to put it there`,
  )
}
