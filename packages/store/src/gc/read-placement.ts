import { type Placement, parsePlacement, SlipwayError } from '@slipway/core'
import type { Backend } from '../backend.ts'
import { isLacking } from '../lacking.ts'
import { readText } from '../read-whole.ts'

/** The placement at a path; undefined where there is none, or none that can be read: it is a hint. */
export async function readPlacement(backend: Backend, path: string): Promise<Placement | undefined> {
  try {
    return parsePlacement(await readText(backend.read(path)))
  } catch (error) {
    if (isLacking(error) || (error instanceof SlipwayError && error.code === 'core/placement-invalid'))
      return undefined
    throw error
  }
}
