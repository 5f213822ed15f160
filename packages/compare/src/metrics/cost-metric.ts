import type { Pair } from '../rows/pair.ts'
import { meanMetric, type RowMetric } from './metric.ts'

/** Mean cost of a row. @param cost by class, in code-unit order, and by the class that a row is taken for */
export function costMetric(cost: readonly (readonly number[])[]): RowMetric {
  return {
    ...meanMetric('label', ['binary', 'multiclass'], (y, label) =>
      y.map((own, row) => cost[own]?.[label[row] ?? -1] ?? Number.NaN),
    ),
    problem: (pair) => {
      const classes = classesOf(pair)
      return classes === cost.length
        ? undefined
        : `the cost has ${cost.length} lists, and the predictions have ${classes} classes`
    },
  }
}

const classesOf = ({ task, challenger }: Pair) =>
  task === 'binary' ? 2 : (challenger.classes?.names.length ?? 0)
