import { execFileSync } from 'node:child_process'
import { CLEAN_ENV } from './lab.ts'

/** Runs Git in a folder, without anybody's settings, and gives what it printed. */
export function git(folder: string, args: readonly string[], input?: string): string {
  return execFileSync('git', args, {
    cwd: folder,
    env: CLEAN_ENV,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    ...(input === undefined ? {} : { input }),
  })
}
