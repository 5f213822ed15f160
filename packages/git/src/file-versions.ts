import type { GitFile } from '@slipway/core'
import { gitError } from './error.ts'
import { type GitSetting, git } from './git-process.ts'
import { nulRecords, parseLsFiles, pathText } from './listing.ts'

const RAW_RECORD = /^:\d{6} (\d{6}) [0-9a-f]{40,64} ([0-9a-f]{40,64}) [A-Z]$/

/**
 * Every version of the files that a pattern names: in any commit that a ref, the reflog, another work tree or one of the
 * revisions leads to, and in the index. A file that is the same on one side of a merge is that side's, so that looking at
 * what each commit changed against each of its parents misses none; no tree is read where nothing changed.
 * @param pattern as for `git log -- <pattern>`
 * @param revisions commits that no ref leads to
 */
export async function fileVersions(
  pattern: string,
  revisions: readonly string[],
  setting: GitSetting,
): Promise<readonly GitFile[]> {
  const reached = ['--all', '--reflog', ...revisions, '--full-history', '--diff-merges=separate']
  const shown = ['--raw', '-z', '--no-abbrev', '--no-renames', '--no-ext-diff', '--format=']
  const log = ['-c', 'log.showRoot=true', 'log', ...reached, ...shown, '--', pattern]
  const records = nulRecords(await git(log, setting, `list every version of "${pattern}"`))
  const staged = parseLsFiles(
    await git(['ls-files', '--stage', '-z', '--', pattern], setting, `list "${pattern}" in the index`),
  )
  const found = new Map<string, GitFile>(staged.files.map((file) => [`${file.oid} ${file.path}`, file]))
  for (let at = 0; at < records.length; at++) {
    // Between two commits stands an empty record.
    const head = (records[at] ?? '').trimStart()
    if (head === '') continue
    const [, mode, oid] = RAW_RECORD.exec(head) ?? []
    if (mode === undefined || oid === undefined)
      throw gitError('git/failed', `Cannot read the output of git log: found "${head.slice(0, 120)}"`)
    const path = pathText(records[++at] ?? '')
    // Only regular files hold text of their own; a deleted one has mode 000000.
    if (mode.startsWith('100')) found.set(`${oid} ${path}`, { mode, oid, path })
  }
  return [...found.values()]
}
