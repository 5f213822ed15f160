import { type TableColumn, tooFewRows } from '@slipway/compare'
import { DisturbedRows } from './disturbed-rows.ts'
import type { TestMaterial } from './measure-tests.ts'
import type { TestBench } from './tested-model.ts'

type Change = 'missing' | 'up' | 'down'

/** What the metric loses with each column in turn missing, or moved by some of its standard deviations. */
export async function measureRobustness(material: TestMaterial, bench: TestBench): Promise<object> {
  const { model, challenger } = material
  const spec = model.tests?.robustness
  const rows = await DisturbedRows.open(material, bench, spec?.metric)
  if ('problem' in rows) return rows
  const few = tooFewRows(rows.rows, rows.task)
  if (few !== undefined) return { problem: `"${rows.split}" has ${few}` }
  const unknown = spec?.columns?.find((name) => !rows.columns.includes(name))
  if (unknown !== undefined) return { problem: `the model takes no column "${unknown}"` }
  const numbers = rows.columns.filter((name) => rows.features.columns.get(name) instanceof Float64Array)
  const drops = []
  for (const name of spec?.columns ?? numbers) {
    const column = rows.features.columns.get(name)
    if (!column) continue
    for (const [change, changed] of changesOf(column, spec)) {
      const after = await rows.ask(challenger, new Map([[name, changed]]))
      const { drop, standardError, df } = rows.drop(rows.rows, after)
      const finite = (value: number) => (Number.isFinite(value) ? value : null)
      drops.push({
        column: name,
        change,
        drop: finite(drop),
        standard_error: finite(standardError),
        df: finite(df),
      })
    }
  }
  return {
    metric: rows.metric.name,
    split: rows.split,
    rows: rows.rows.rows,
    clusters: rows.rows.cluster ? new Set(rows.rows.cluster.codes).size : null,
    drops,
  }
}

function changesOf(
  column: TableColumn,
  { missing = true, shift }: { readonly missing?: boolean; readonly shift?: number | undefined } = {},
): readonly (readonly [Change, TableColumn])[] {
  const changes: [Change, TableColumn][] = []
  if (missing) {
    const none = column instanceof Float64Array ? column.map(() => Number.NaN) : column.map(() => null)
    changes.push(['missing', none])
  }
  if (shift !== undefined && column instanceof Float64Array) {
    const distance = shift * spreadOf(column)
    changes.push(
      ['up', column.map((value) => value + distance)],
      ['down', column.map((value) => value - distance)],
    )
  }
  return changes
}

/** Standard deviation of the values that are there. */
function spreadOf(column: Float64Array): number {
  const values = column.filter((value) => !Number.isNaN(value))
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) || 0
}
