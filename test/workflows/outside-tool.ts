import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { toolkitRoot } from './toolkit-files.ts'

const FOLDERS = { actionlint: 'bin', zizmor: 'python/bin' } as const

export interface OutsideTool {
  readonly path: string
  readonly installed: boolean
  /** For the name of what is skipped. */
  readonly missing: string
}

/** A program of somebody else that scripts/test/install-tools.ts brings, and what to say where it could not. */
export function outsideTool(name: keyof typeof FOLDERS): OutsideTool {
  const path = join(toolkitRoot, 'test', '.tools', FOLDERS[name], name)
  const installed = existsSync(path)
  return { path, installed, missing: installed ? '' : ` (${name} is not installed: see what npm test says)` }
}
