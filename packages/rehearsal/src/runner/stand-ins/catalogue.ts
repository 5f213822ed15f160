import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runnerError } from '../error.ts'
import { cache, cacheRestore, cacheSave } from './cache.ts'
import { checkout } from './checkout.ts'
import { downloadArtifact } from './download-artifact.ts'
import { setupNode } from './setup-node.ts'
import { setupPython } from './setup-python.ts'
import type { StandIn } from './stand-in.ts'
import { uploadArtifact } from './upload-artifact.ts'

/** By what stands in `uses:` before the `@`. */
export const STAND_INS: ReadonlyMap<string, StandIn> = new Map([
  ['actions/cache', cache],
  ['actions/cache/restore', cacheRestore],
  ['actions/cache/save', cacheSave],
  ['actions/checkout', checkout],
  ['actions/download-artifact', downloadArtifact],
  ['actions/setup-node', setupNode],
  ['actions/setup-python', setupPython],
  ['actions/upload-artifact', uploadArtifact],
])

/**
 * The program that runs one stand-in: `main.ts` here; in a bundle `rehearsal-stand-in.js`, which lies beside the file
 * that this module became part of, or in the folder above where that is one of several chunks.
 */
export function standInEntry(): string {
  const names = ['./main.ts', './rehearsal-stand-in.js', '../rehearsal-stand-in.js']
  const files = names.map((name) => fileURLToPath(new URL(name, import.meta.url)))
  const entry = files.find((file) => existsSync(file))
  if (entry !== undefined) return entry
  throw runnerError(
    'runner/stand-in-missing',
    `Cannot find the stand-ins for GitHub's actions: no "${files[1]}"`,
  )
}
