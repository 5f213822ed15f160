/** What can be said of a table without its rows. */
export interface TableFacts {
  readonly rows: number
  /** In the order of the file; null where it does not name them. */
  readonly columns: readonly ColumnFacts[] | null
}

export interface ColumnFacts {
  readonly name: string
  /** In Arrow's words ("int64", "timestamp[us]"); null where the format has no types. */
  readonly type: string | null
}

/** What differs between two versions of a table; a side is null where there is none, or nobody can read it. */
export interface TableChange {
  readonly rows: { readonly before: number | null; readonly after: number | null }
  readonly added: readonly ColumnFacts[]
  readonly removed: readonly ColumnFacts[]
  readonly retyped: readonly { readonly name: string; readonly before: string; readonly after: string }[]
}

/** Columns are compared by name, and only where both sides name theirs. A column that only moved is no change. */
export function diffTables(before: TableFacts | null, after: TableFacts | null): TableChange {
  const rows = { before: before?.rows ?? null, after: after?.rows ?? null }
  if (!before?.columns || !after?.columns) return { rows, added: [], removed: [], retyped: [] }
  const old = new Map(before.columns.map((column) => [column.name, column]))
  const now = new Map(after.columns.map((column) => [column.name, column]))
  return {
    rows,
    added: after.columns.filter(({ name }) => !old.has(name)),
    removed: before.columns.filter(({ name }) => !now.has(name)),
    retyped: after.columns.flatMap(({ name, type }) => {
      const was = old.get(name)?.type ?? null
      return was === null || type === null || was === type ? [] : [{ name, before: was, after: type }]
    }),
  }
}
