import { spawn } from 'node:child_process'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { forgeError } from '../error.ts'
import { GitDirectory, gitEnvironment } from './git-directory.ts'

/** File in the repository that lists the refs nobody may move; one a line. */
export const LOCKED_REFS = 'locked-refs'

const SETTINGS: readonly (readonly [string, string])[] = [
  ['http.receivepack', 'true'],
  ['uploadpack.allowFilter', 'true'],
  ['uploadpack.allowAnySHA1InWant', 'true'],
  ['receive.shallowUpdate', 'true'],
  // Pull requests' refs are read by everybody and written by nobody.
  ['receive.hideRefs', 'refs/pull'],
  ['receive.advertisePushOptions', 'true'],
  ['transfer.fsckObjects', 'true'],
  // Merge commits of pull requests that moved on are still asked for by their runs.
  ['gc.auto', '0'],
  ['receive.autogc', 'false'],
  ['core.logAllRefUpdates', 'false'],
]

/** Refuses single refs of a push; the others go through. */
const UPDATE_HOOK = `#!/bin/sh
if grep -Fxqs -- "$1" ${LOCKED_REFS}; then
  echo "error: GH013: Repository rule violations found for $1." >&2
  echo "Cannot update this protected ref." >&2
  exit 1
fi
`

/** Makes an empty bare repository. */
export async function initRepository(path: string, defaultBranch: string): Promise<GitDirectory> {
  await mkdir(dirname(path), { recursive: true })
  await runGit(['init', '--quiet', '--bare', `--initial-branch=${defaultBranch}`, '--template=', path])
  return configure(path)
}

/** Makes a bare repository with the branches and tags of another one; objects are hard links. */
export async function cloneRepository(source: GitDirectory, path: string): Promise<GitDirectory> {
  await mkdir(dirname(path), { recursive: true })
  await runGit(['clone', '--quiet', '--bare', '--template=', source.path, path])
  const directory = await configure(path)
  await directory.text(['remote', 'remove', 'origin'])
  return directory
}

async function configure(path: string): Promise<GitDirectory> {
  const directory = new GitDirectory(path)
  for (const [name, value] of SETTINGS) await directory.text(['config', name, value])
  await mkdir(join(path, 'hooks'), { recursive: true })
  const hook = join(path, 'hooks', 'update')
  await writeFile(hook, UPDATE_HOOK)
  await chmod(hook, 0o755)
  return directory
}

function runGit(args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...args], { env: gitEnvironment(), stdio: ['ignore', 'ignore', 'pipe'] })
    let stderr = ''
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString()
    })
    child.on('error', reject)
    child.on('close', (status) =>
      status === 0
        ? resolve()
        : reject(
            forgeError(
              'stand-in/git-failed',
              `Cannot run "git ${args[0]}": status ${status}\n${stderr.trim()}`,
            ),
          ),
    )
  })
}
