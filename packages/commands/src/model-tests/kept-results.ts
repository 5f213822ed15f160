import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  formatModelTestResults,
  type ModelTestResults,
  parseModelTestResults,
  SlipwayError,
  type TestSubject,
  testKey,
} from '@slipway/core'
import { replaceFile } from '@slipway/store'

/** Where the results of a model's tests lie in a work tree. */
export function resultsPath(root: string, model: string): string {
  return join(root, '.slipway', 'tests', `${model}.json`)
}

export async function keepResults(root: string, results: ModelTestResults): Promise<string> {
  const file = resultsPath(root, results.model)
  await mkdir(dirname(file), { recursive: true })
  replaceFile(file, formatModelTestResults(results))
  return file
}

/** The results that lie here, where they answer this question; undefined otherwise, and where they cannot be read. */
export async function keptResults(
  root: string,
  model: string,
  subject: TestSubject,
): Promise<ModelTestResults | undefined> {
  const file = resultsPath(root, model)
  try {
    const results = parseModelTestResults(await readFile(file, 'utf8'), file)
    return testKey(results.subject) === testKey(subject) ? results : undefined
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    if (missing || (error instanceof SlipwayError && error.code === 'core/record-invalid')) return undefined
    throw error
  }
}
