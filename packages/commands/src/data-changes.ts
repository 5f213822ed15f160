import type { TreeFile } from '@slipway/core'

/** Paths of one kind of change: how many, and the first of them. */
export interface ChangedPaths {
  readonly count: number
  readonly names: readonly string[]
}

export interface DataChanges {
  readonly added: ChangedPaths
  readonly changed: ChangedPaths
  readonly removed: ChangedPaths
}

const SHOWN = 10

/** What became of the files of a folder; a file that became executable, or no longer is, changed. */
export function dataChanges(before: Iterable<TreeFile>, after: Iterable<TreeFile>): DataChanges {
  const old = new Map([...before].map((file) => [file.path, file]))
  const added: string[] = []
  const changed: string[] = []
  for (const file of after) {
    const was = old.get(file.path)
    old.delete(file.path)
    if (!was) added.push(file.path)
    else if (was.oid !== file.oid || was.kind !== file.kind) changed.push(file.path)
  }
  const shorten = (paths: readonly string[]) => ({ count: paths.length, names: paths.slice(0, SHOWN) })
  return { added: shorten(added), changed: shorten(changed), removed: shorten([...old.keys()]) }
}

/** One line for each kind of change that there is. */
export function renderChanges(changes: DataChanges): string[] {
  return (['added', 'changed', 'removed'] as const).flatMap((kind) => {
    const { count, names } = changes[kind]
    if (count === 0) return []
    const more = count > names.length ? `, and ${count - names.length} more` : ''
    return [`${kind} ${count}: ${names.map((name) => JSON.stringify(name).slice(1, -1)).join(', ')}${more}`]
  })
}
