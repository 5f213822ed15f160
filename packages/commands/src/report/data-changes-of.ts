import { type Pointer, SlipwayError } from '@slipway/core'
import type { DataChange } from '@slipway/report'
import type { ObjectSource } from '@slipway/store'
import { type ChangedPointer, changedPointers } from '../data-diff/changed-pointers.ts'
import { type DiffProblem, diffPointer } from '../data-diff/diff-pointer.ts'
import type { ProjectTree } from '../project-trees.ts'

/** Pointers that are looked behind, entries of their trees, tables of one and of all of them: a report has little time and space. */
const TARGETS = 10
const FILES = 200_000
const TABLES_EACH = 5
const TABLES = 20

/**
 * What became of the data behind the pointers of two trees: sizes by the pointers, files, rows and columns from the stores.
 * What cannot be read there is left out, with a note: it informs, and decides nothing.
 */
export async function dataChangesOf(
  before: ProjectTree,
  now: ProjectTree,
  source: ObjectSource,
): Promise<readonly DataChange[]> {
  const targets = new Set([...before.project.data, ...now.project.data])
  const changed = await changedPointers(before.tree, now.tree, [...targets].sort())
  const changes: DataChange[] = []
  let tables = TABLES
  for (const [index, pointer] of changed.entries()) {
    const limits = { files: FILES, tables: Math.min(TABLES_EACH, tables) }
    const change = index < TARGETS ? await dataChange(pointer, source, limits) : sizesOf(pointer, null)
    tables -= change.tables.length
    changes.push(change)
  }
  return changes
}

async function dataChange(
  pointer: ChangedPointer,
  source: ObjectSource,
  limits: Parameters<typeof diffPointer>[2],
): Promise<DataChange> {
  try {
    const { files, problem, tables, moreTables } = await diffPointer(pointer, source, limits)
    if (!files) return sizesOf(pointer, problem && NOTES[problem.kind])
    const counts = {
      added: files.added.length,
      changed: files.changed.length,
      removed: files.removed.length,
      renamed: files.renamed.length,
    }
    const readable = tables.filter(({ unread }) => unread === null)
    return {
      ...sizesOf(pointer, null),
      files: counts,
      tables: readable.map(({ unread: _, ...table }) => table),
      moreTables: moreTables + tables.length - readable.length,
    }
  } catch (error) {
    if (error instanceof SlipwayError && error.code.startsWith('store/'))
      return sizesOf(pointer, 'the store cannot be read')
    throw error
  }
}

const NOTES: Readonly<Record<DiffProblem['kind'], string>> = {
  'not-stored': 'its files are not compared: the store does not have them',
  damaged: 'its files are not compared: their list is damaged in the store',
  'too-many-files': 'its files are not compared: there are too many',
  'pointer-invalid': 'its pointer cannot be read',
}

/** What the pointers themselves say. */
function sizesOf({ target, before, after }: ChangedPointer, note: string | null): DataChange {
  const version = (pointer: Pointer | null) =>
    pointer && { kind: pointer.kind, oid: pointer.oid, files: pointer.files, bytes: pointer.bytes }
  return {
    path: target,
    before: version(before),
    after: version(after),
    files: null,
    note,
    tables: [],
    moreTables: 0,
  }
}
