import type { GitDirectory } from './git-directory.ts'

export interface GitRef {
  /** "refs/heads/main" */
  readonly name: string
  readonly oid: string
  readonly type: 'commit' | 'tag' | 'tree' | 'blob'
  /** The commit, where the ref names an annotated tag; else `oid`. */
  readonly commit: string
}

export type RefTable = ReadonlyMap<string, GitRef>

const FORMAT = '%(objectname) %(objecttype) %(*objectname) %(refname)'

/** All refs, by name, in Git's order. */
export async function readRefs(git: GitDirectory): Promise<RefTable> {
  const lines = await git.lines(['for-each-ref', `--format=${FORMAT}`])
  return new Map(
    lines.map((line) => {
      const [oid = '', type = '', peeled = '', ...name] = line.split(' ')
      const ref: GitRef = {
        name: name.join(' '),
        oid,
        type: type as GitRef['type'],
        commit: peeled === '' ? oid : peeled,
      }
      return [ref.name, ref]
    }),
  )
}

export interface RefUpdate {
  readonly ref: string
  /** New value; null deletes. */
  readonly to: string | null
  /** What must be there now; null for nothing. Not checked when left out. */
  readonly from?: string | null
}

const NOTHING = '0'.repeat(40)

/**
 * Moves refs, all or none.
 * @returns false when one of them is not where it was expected to be
 */
export async function writeRefs(git: GitDirectory, updates: readonly RefUpdate[]): Promise<boolean> {
  const commands = updates.map(({ ref, to, from }) => {
    const old = from === undefined ? '' : (from ?? NOTHING)
    return to === null ? `delete ${ref}\0${old}\0` : `update ${ref}\0${to}\0${old}\0`
  })
  const outcome = await git.attempt(['update-ref', '--stdin', '-z'], { input: commands.join('') })
  return outcome.status === 0
}

/** Whether Git takes this as the name of a ref. */
export async function isRefName(git: GitDirectory, name: string): Promise<boolean> {
  return (await git.attempt(['check-ref-format', name])).status === 0
}
