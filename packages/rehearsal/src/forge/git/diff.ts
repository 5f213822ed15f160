import type { GitDirectory } from './git-directory.ts'

export interface FileDiff {
  readonly path: string
  readonly previousPath: string | undefined
  readonly status: 'added' | 'removed' | 'modified' | 'renamed'
  /** Blob after the change; of the removed file, before it. */
  readonly oid: string
  readonly additions: number
  readonly deletions: number
  /** Unified diff without its file header; undefined for binary files and mere renames. */
  readonly patch: string | undefined
}

/** Differences between two trees or commits, with renames, in path order. */
export async function diffTrees(git: GitDirectory, from: string, to: string): Promise<readonly FileDiff[]> {
  const base = ['diff-tree', '-r', '-M', '--no-commit-id', from, to]
  const [raw, counts, patches] = await Promise.all([
    git.bytes([...base, '--raw', '-z', '--no-abbrev']),
    git.bytes([...base, '--numstat', '-z']),
    git.text(['-c', 'core.quotePath=false', ...base, '-p', '--no-color']),
  ])
  const numbers = parseNumstat(counts.toString())
  const bodies = patches.split(/^diff --git .*\n/m).slice(1)
  let section = 0
  return parseRaw(raw.toString()).map(({ sections, ...file }, at) => {
    const patch = patchBody(bodies[section] ?? '')
    section += sections
    return { ...file, ...(numbers[at] ?? { additions: 0, deletions: 0 }), patch }
  })
}

interface RawEntry extends Pick<FileDiff, 'path' | 'previousPath' | 'status' | 'oid'> {
  /** Sections of the patch: a file that became a link is taken away and added again. */
  readonly sections: 1 | 2
}

const STATUS: Readonly<Record<string, FileDiff['status']>> = {
  A: 'added',
  D: 'removed',
  M: 'modified',
  T: 'modified',
  R: 'renamed',
}

/** `:mode mode oid oid status NUL path NUL [path NUL]` */
function parseRaw(text: string): readonly RawEntry[] {
  const parts = text.split('\0')
  const entries: RawEntry[] = []
  for (let at = 0; at + 1 < parts.length; ) {
    const [, , before = '', after = '', letters = ''] = (parts[at] ?? '').split(' ')
    const status = STATUS[letters.charAt(0)] ?? 'modified'
    const first = parts[at + 1] ?? ''
    const renamed = status === 'renamed'
    entries.push({
      path: renamed ? (parts[at + 2] ?? '') : first,
      previousPath: renamed ? first : undefined,
      status,
      oid: status === 'removed' ? before : after,
      sections: letters === 'T' ? 2 : 1,
    })
    at += renamed ? 3 : 2
  }
  return entries
}

/** `added TAB deleted TAB path NUL`, or for a rename `added TAB deleted TAB NUL path NUL path NUL`; "-" for binary. */
function parseNumstat(text: string): readonly { additions: number; deletions: number }[] {
  const parts = text.split('\0')
  const counts: { additions: number; deletions: number }[] = []
  for (let at = 0; at + 1 < parts.length; ) {
    const [added = '', deleted = '', path = ''] = (parts[at] ?? '').split('\t')
    counts.push({ additions: Number(added) || 0, deletions: Number(deleted) || 0 })
    at += path === '' ? 3 : 1
  }
  return counts
}

function patchBody(section: string): string | undefined {
  const start = section.search(/^@@ /m)
  return start < 0 ? undefined : section.slice(start).replace(/\n$/, '')
}
