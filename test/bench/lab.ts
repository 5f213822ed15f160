import { join } from 'node:path'
import type { Peers } from './peers.ts'

/** Where a benchmark works, and what it may use. */
export interface Lab {
  /** The checkout. */
  readonly root: string
  /** An empty folder of its own, removed afterwards. */
  readonly folder: string
  readonly peers: Peers
  /** Only to see that it works; sizes are small, where the benchmark has any. */
  readonly quick: boolean
  say(line: string): void
}

/** The command line as people run it. */
export function slipwayOf({ root }: Pick<Lab, 'root'>): readonly [string, string] {
  return [process.execPath, join(root, 'dist', 'cli.js')]
}

/** Git and the rest see no settings of whoever runs this. */
export const CLEAN_ENV: Readonly<Record<string, string | undefined>> = {
  ...process.env,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'bench',
  GIT_AUTHOR_EMAIL: 'bench@example.invalid',
  GIT_COMMITTER_NAME: 'bench',
  GIT_COMMITTER_EMAIL: 'bench@example.invalid',
  NO_COLOR: '1',
}
