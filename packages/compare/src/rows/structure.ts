import type { PredictionRows, Predictions, Task } from '../predictions/predictions.ts'
import { labelsByColumn } from './labels-by-column.ts'

/** Columns that say how the rows of a task hang together: both models have to have the same in them. */
const STRUCTURE: Partial<Record<Task, readonly string[]>> = {
  ranking: ['query'],
  forecasting: ['series', 'time', 'horizon', 'scale'],
}

export function structureOf(task: Task | undefined): readonly string[] {
  return (task && STRUCTURE[task]) ?? []
}

/** Why rows cannot be what the gate says that they are; undefined where they can. */
export function structureProblem(task: Task | undefined, { splits }: Predictions): string | undefined {
  const all = [...splits.values()]
  if (task === 'ranking') return all.map(rankingProblem).find((problem) => problem !== undefined)
  if (task === 'forecasting') return all.map(forecastProblem).find((problem) => problem !== undefined)
  return undefined
}

function rankingProblem(rows: PredictionRows): string | undefined {
  const queries = labelsByColumn(rows, 'query')
  if (!queries) return 'the gate says ranking, and the predictions have no column "query"'
  if (queries.codes.includes(-1)) return 'column "query" is empty in some rows'
  if (rows.y.some((value) => value < 0))
    return 'column "y" is below 0 in some rows, and a ranking takes it for a relevance from 0'
  // A query is drawn as a whole: it has one weight, and lies in one cluster.
  const first = new Map<number, number>()
  const isOne = (row: number, code: number) => {
    const other = first.get(code) ?? row
    first.set(code, other)
    return (
      rows.weight?.[row] === rows.weight?.[other] && rows.cluster?.codes[row] === rows.cluster?.codes[other]
    )
  }
  return queries.codes.every((code, row) => isOne(row, code))
    ? undefined
    : 'rows of one query have more than one weight or cluster'
}

function forecastProblem(rows: PredictionRows): string | undefined {
  const { cluster, columns } = rows
  const horizon = columns.get('horizon')
  if (horizon !== undefined) {
    const isWhole = horizon instanceof Float64Array && horizon.every((h) => Number.isSafeInteger(h) && h >= 1)
    if (!isWhole) return 'column "horizon" has to hold whole numbers from 1 in every row'
  }
  if (cluster) return undefined
  const times = labelsByColumn(rows, 'time')
  if (!times)
    return 'the gate says forecasting, and the predictions have neither a column "time" nor a column "cluster"'
  return times.codes.includes(-1) ? 'column "time" is empty in some rows' : undefined
}
