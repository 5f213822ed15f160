import { type Digest, type Pointer, SlipwayError, type Tree } from '@slipway/core'
import { diffFiles, type FileChanges, type ObjectSource } from '@slipway/store'
import type { ChangedPointer } from './changed-pointers.ts'
import { diffTablesOf, type TableDiff } from './diff-tables-of.ts'

/** How much is looked at, for one pointer. */
export interface DiffLimits {
  /** Entries of trees: a small tree can stand for any number of files. */
  readonly files: number
  readonly tables: number
}

/** Why the files of a pointer cannot be compared. */
export interface DiffProblem {
  readonly kind: 'not-stored' | 'damaged' | 'too-many-files' | 'pointer-invalid'
  readonly message: string
}

/** What became of the data behind one pointer. */
export interface TargetDiff {
  readonly target: string
  /** Null where there is no pointer, or none that can be read. */
  readonly before: Pointer | null
  readonly after: Pointer | null
  /** Null where they cannot be compared; `problem` says why. */
  readonly files: FileChanges | null
  readonly problem: DiffProblem | null
  /** Tables among the files that changed, in path order: those of changed files first to be looked at, then the largest. */
  readonly tables: readonly TableDiff[]
  /** Tables that were not looked at. */
  readonly moreTables: number
}

/** Compares what two pointers name, from the trees in the stores: nothing is checked out, and of files only tables are looked into. */
export async function diffPointer(
  { target, before, after, invalid }: ChangedPointer,
  source: ObjectSource,
  limits: DiffLimits,
): Promise<TargetDiff> {
  const nothing = { target, before, after, files: null, tables: [], moreTables: 0 }
  if (invalid !== null) return { ...nothing, problem: { kind: 'pointer-invalid', message: invalid } }
  const trees = new Map<Digest, Tree>()
  try {
    for (const side of [before, after]) await readTrees(side, source, trees)
  } catch (error) {
    const problem = problemOf(error)
    if (!problem) throw error
    return { ...nothing, problem }
  }
  const files = diffFiles(before ?? undefined, after ?? undefined, (oid) => trees.get(oid), limits.files)
  if (!files) {
    const message = `There are more than ${limits.files.toLocaleString('en-US')} files to compare`
    return { ...nothing, problem: { kind: 'too-many-files', message } }
  }
  return { ...nothing, files, problem: null, ...(await diffTablesOf(target, files, source, limits.tables)) }
}

async function readTrees(
  side: Pointer | null,
  source: ObjectSource,
  trees: Map<Digest, Tree>,
): Promise<void> {
  if (side?.kind !== 'tree') return
  for (const [oid, tree] of (await source.readTree(side.oid)).trees) trees.set(oid, tree)
}

function problemOf(error: unknown): DiffProblem | undefined {
  if (!(error instanceof SlipwayError)) return undefined
  const { code, message } = error
  if (code === 'store/object-missing') return { kind: 'not-stored', message }
  return code === 'store/object-corrupt' ? { kind: 'damaged', message } : undefined
}
