import { execFile } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** A repository as it would be pushed: its base, its tags, and the work tree as one commit. */
export interface Snapshot extends Disposable {
  readonly head: string
  /** Pushes refs to another repository, which may be served by this very process. */
  push(url: string, refspecs: readonly string[]): Promise<void>
}

/**
 * Makes a commit of the work tree as it is, above a base. It goes into an object folder of its own: neither the repository's
 * index nor its objects change.
 */
export async function snapshotWorkTree(
  root: string,
  base: string,
  message: string,
  env: NodeJS.ProcessEnv,
): Promise<Snapshot> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-rehearse-'))
  const dispose = () => rmSync(folder, { recursive: true, force: true })
  const git = async (args: readonly string[], extra: NodeJS.ProcessEnv = {}) => {
    const { stdout } = await execute('git', [...args], {
      cwd: root,
      env: { ...env, GIT_TERMINAL_PROMPT: '0', ...extra },
    })
    return stdout.trim()
  }
  const path = (name: string) => git(['rev-parse', '--path-format=absolute', '--git-path', name])
  try {
    const objects = join(folder, 'objects')
    mkdirSync(objects)
    const own = {
      GIT_INDEX_FILE: join(folder, 'index'),
      GIT_OBJECT_DIRECTORY: objects,
      GIT_ALTERNATE_OBJECT_DIRECTORIES: await path('objects'),
    }
    const index = await path('index')
    if (existsSync(index)) copyFileSync(index, own.GIT_INDEX_FILE)
    await git(['add', '--all'], own)
    const who = {
      GIT_AUTHOR_NAME: 'you',
      GIT_AUTHOR_EMAIL: 'you@example.invalid',
      GIT_COMMITTER_NAME: 'you',
      GIT_COMMITTER_EMAIL: 'you@example.invalid',
    }
    const tree = await git(['write-tree'], own)
    return {
      head: await git(['commit-tree', tree, '-p', base, '-m', message], { ...own, ...who }),
      push: async (url, refspecs) => {
        await git(['push', '--quiet', '--no-verify', url, ...refspecs], own)
      },
      [Symbol.dispose]: dispose,
    }
  } catch (error) {
    dispose()
    throw error
  }
}
