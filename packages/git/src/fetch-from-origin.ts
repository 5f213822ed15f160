import { setTimeout as sleep } from 'node:timers/promises'
import { gitError } from './error.ts'
import { type GitSetting, runGit } from './git-process.ts'

const ATTEMPTS = 3
/** What Git says when the other side, or the way there, failed: it may succeed the next time. */
const PASSING =
  /returned error: (?:429|5\d\d)|RPC failed|early EOF|hung up|unexpected disconnect|Empty reply|Connection (?:reset|refused|timed out)|Could(?:n't| not) (?:connect|resolve host)|Operation timed out/i
/** What Git says when it was not let in. */
const REFUSED =
  /returned error: 403|Authentication failed|could not read Username|Permission denied|Repository not found/i

/**
 * Runs `git fetch` with these limits of depth and content, up to three times where the service fails.
 * @param secondMs how long a second of waiting takes, for tests
 * @throws git/forbidden where it does not let us in, git/failed
 */
export async function fetchFromOrigin(
  limits: readonly string[],
  refspecs: readonly string[],
  setting: GitSetting,
  secondMs = 1000,
): Promise<void> {
  const plain = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules']
  const args = ['fetch', ...plain, ...limits, '--', 'origin', ...refspecs]
  for (let attempt = 1; ; attempt++) {
    const { status, stderr } = await runGit(args, setting)
    if (status === 0) return
    const cannot = `Cannot fetch ${refspecs.join(', ')} from origin`
    if (REFUSED.test(stderr))
      throw gitError(
        'git/forbidden',
        `${cannot}: it does not let us in; expected the right to read\n${stderr}`,
        {
          hint: 'The token is missing, expired, or of another repository: a job needs `contents: read`',
        },
      )
    if (!PASSING.test(stderr) || attempt === ATTEMPTS)
      throw gitError('git/failed', `${cannot}: git fetch ended with status ${status}; expected 0\n${stderr}`)
    await sleep(attempt * secondMs)
  }
}
