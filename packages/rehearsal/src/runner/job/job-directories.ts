import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'

/** The folders of one job, laid out as a runner does. */
export interface JobDirectories {
  /** What a machine without memory throws away after the job. */
  readonly root: string
  readonly home: string
  /** RUNNER_TEMP, empty when a job starts. */
  readonly temp: string
  readonly tools: string
  /** RUNNER_WORKSPACE. */
  readonly work: string
  readonly workspace: string
}

export function makeJobDirectories(root: string, repository: string): JobDirectories {
  const work = join(root, '_work', repository)
  const directories = {
    root,
    home: join(root, 'home'),
    temp: join(root, '_work', '_temp'),
    tools: join(root, '_work', '_tool'),
    work,
    workspace: join(work, repository),
  }
  if (existsSync(directories.temp)) discard(directories.temp)
  const { home, temp, tools, workspace } = directories
  for (const folder of [home, temp, tools, workspace]) mkdirSync(folder, { recursive: true })
  return directories
}

/** Removes a folder without making anybody wait: it is gone from its name at once. */
export function discard(folder: string): void {
  const aside = `${folder}.${randomUUID()}`
  renameSync(folder, aside)
  // What a stray process still writes there stays behind, and is in nobody's way.
  rm(aside, { recursive: true, force: true, maxRetries: 3 }).catch(() => {})
}
