import type { DataChange } from '../report.ts'
import { digest } from './verdict-parts.ts'

/** A target that got one file more. */
export function dataChange(more: Partial<DataChange> = {}): DataChange {
  return {
    path: 'data/x',
    before: { kind: 'tree', oid: digest(1), files: 2, bytes: 1_000_000 },
    after: { kind: 'tree', oid: digest(2), files: 3, bytes: 2_000_000 },
    files: { added: 1, changed: 0, removed: 0, renamed: 0 },
    note: null,
    tables: [],
    moreTables: 0,
    ...more,
  }
}
