import type { FileChanges } from '@slipway/store'

/** Paths of one kind of change: how many, and the first of them. */
export interface ChangedPaths {
  readonly count: number
  readonly names: readonly string[]
}

export interface DataChanges {
  readonly added: ChangedPaths
  readonly changed: ChangedPaths
  readonly removed: ChangedPaths
  /** Each as "old → new". */
  readonly renamed: ChangedPaths
}

const SHOWN = 10

/** The kinds of change with their counts and first names. */
export function dataChanges({ added, changed, removed, renamed }: FileChanges): DataChanges {
  return {
    added: shorten(added.map(({ path }) => path)),
    changed: shorten(changed.map(({ after }) => after.path)),
    removed: shorten(removed.map(({ path }) => path)),
    renamed: shorten(renamed.map(({ before, after }) => `${before.path} → ${after.path}`)),
  }
}

function shorten(paths: readonly string[]): ChangedPaths {
  return { count: paths.length, names: paths.slice(0, SHOWN) }
}

/** One line for each kind of change that there is. */
export function renderChanges(changes: DataChanges): string[] {
  return (['added', 'changed', 'removed', 'renamed'] as const).flatMap((kind) => {
    const { count, names } = changes[kind]
    if (count === 0) return []
    const more = count > names.length ? `, and ${count - names.length} more` : ''
    return [`${kind} ${count}: ${names.map(oneLine).join(', ')}${more}`]
  })
}

/** A path as one line, whatever it holds. */
export function oneLine(path: string): string {
  return JSON.stringify(path).slice(1, -1)
}
