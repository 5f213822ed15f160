import { compareError } from '../error.ts'
import { cellText, type Table, type TableColumn } from '../tables/read-table.ts'
import { type Expectation, isRelation, parseExpectation } from './expectation.ts'

/** One row of a table of cases that something is asked of. */
export interface BehaviourCase {
  readonly test: string
  /** What people find it by: its case and line. */
  readonly name: string
  readonly row: number
  readonly expect: Expectation
  /** As it was written. */
  readonly expected: string
  /** Row of the original, where it is asked how this one stands to it. */
  readonly original: number | undefined
  readonly tolerance: number
  /** The class whose score is meant, of several. */
  readonly class: string | undefined
}

export interface BehaviourTable {
  readonly cases: readonly BehaviourCase[]
  /** The rows as the model takes them: what a changed row leaves empty is that of its original. */
  readonly inputs: Table
}

const OWN = ['test', 'case', 'expect', 'tolerance', 'class']

/**
 * Reads a table of cases. Rows of one `case` belong together, the first being the original of the others.
 * @param tolerance of rows that do not say
 * @throws compare/cases-invalid
 * @see docs/formats/model-tests.md
 */
export function behaviourCases(table: Table, path: string, tolerance: number): BehaviourTable {
  const bad = (found: string) => compareError('compare/cases-invalid', `Cannot use cases "${path}": ${found}`)
  if (table.rows === 0) throw bad('it has no rows')
  if (!table.columns.has('expect')) throw bad('it has no column "expect"; expected what each row must give')
  const originals = originalsOf(table)
  const cases: BehaviourCase[] = []
  for (let row = 0; row < table.rows; row++) {
    const expected = cellText(table, 'expect', row)
    const original = originals[row]
    if (expected === undefined) {
      if (original !== undefined)
        throw bad(`row ${row + 1} expects nothing; only the first row of a case may`)
      continue
    }
    const expect = parseExpectation(expected)
    if (isRelation(expect) && original === undefined)
      throw bad(
        `row ${row + 1} expects "${expected}" and is the first of its case; expected an original before it`,
      )
    const own = cellText(table, 'tolerance', row)
    if (own !== undefined && !(Number(own) >= 0)) throw bad(`row ${row + 1} has the tolerance "${own}"`)
    const named = cellText(table, 'case', row)
    cases.push({
      test: cellText(table, 'test', row) ?? path,
      name: named === undefined ? `row ${row + 1}` : `${named} (row ${row + 1})`,
      row,
      expect,
      expected,
      original,
      tolerance: own === undefined ? tolerance : Number(own),
      class: cellText(table, 'class', row),
    })
  }
  if (cases.length === 0) throw bad('no row expects anything')
  return { cases, inputs: inputsOf(table, originals) }
}

/** Of each row, the first one of its case; undefined for that one itself. */
function originalsOf(table: Table): readonly (number | undefined)[] {
  const first = new Map<string, number>()
  return Array.from({ length: table.rows }, (_, row) => {
    const name = cellText(table, 'case', row)
    if (name === undefined) return undefined
    const original = first.get(name)
    if (original === undefined) first.set(name, row)
    return original
  })
}

function inputsOf({ rows, columns }: Table, originals: readonly (number | undefined)[]): Table {
  const filled = (column: TableColumn): TableColumn => {
    const at = (row: number) => {
      const own = column[row] ?? null
      const original = originals[row]
      return (own === null || Number.isNaN(own)) && original !== undefined ? (column[original] ?? null) : own
    }
    return column instanceof Float64Array
      ? column.map((_, row) => Number(at(row)))
      : column.map((_, row) => at(row) as string | null)
  }
  const features = [...columns].filter(([name]) => !OWN.includes(name))
  return { rows, columns: new Map(features.map(([name, column]) => [name, filled(column)])) }
}
