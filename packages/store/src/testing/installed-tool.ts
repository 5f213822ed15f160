import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A program that scripts/test/install-tools.ts installs, where it could. */
export interface InstalledTool {
  readonly file: string
  readonly installed: boolean
  /** For the name of what is skipped without it. */
  readonly missing: string
}

/** @param path below test/.tools */
export function installedTool(name: string, path: string): InstalledTool {
  const file = fileURLToPath(new URL(`../../../../test/.tools/${path}`, import.meta.url))
  const installed = existsSync(file)
  return { file, installed, missing: installed ? '' : ` (${name} is not installed: see what npm test says)` }
}
