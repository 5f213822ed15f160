import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A repository as it would be pushed: its base, its tags, and the work tree as one commit. */
export interface Snapshot extends Disposable {
  readonly head: string
  /** Pushes a commit to a branch of another repository. */
  push(url: string, refspecs: readonly string[]): void
}

/**
 * Makes a commit of the work tree as it is, above a base. It goes into an object folder of its own: neither the repository's
 * index nor its objects change.
 */
export function snapshotWorkTree(
  root: string,
  base: string,
  message: string,
  env: NodeJS.ProcessEnv,
): Snapshot {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-rehearse-'))
  const git = (args: readonly string[], extra: NodeJS.ProcessEnv = {}) =>
    execFileSync('git', [...args], {
      cwd: root,
      env: { ...env, GIT_TERMINAL_PROMPT: '0', ...extra },
      encoding: 'utf8',
    }).trim()
  const path = (name: string) => git(['rev-parse', '--path-format=absolute', '--git-path', name])
  const objects = join(folder, 'objects')
  mkdirSync(objects)
  const own = {
    GIT_INDEX_FILE: join(folder, 'index'),
    GIT_OBJECT_DIRECTORY: objects,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: path('objects'),
  }
  if (existsSync(path('index'))) copyFileSync(path('index'), own.GIT_INDEX_FILE)
  git(['add', '--all'], own)
  const who = {
    GIT_AUTHOR_NAME: 'you',
    GIT_AUTHOR_EMAIL: 'you@example.invalid',
    GIT_COMMITTER_NAME: 'you',
    GIT_COMMITTER_EMAIL: 'you@example.invalid',
  }
  const head = git(['commit-tree', git(['write-tree'], own), '-p', base, '-m', message], { ...own, ...who })
  return {
    head,
    push: (url, refspecs) => void git(['push', '--quiet', '--no-verify', url, ...refspecs], own),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}
