import { meanOfRepeats, type PredictionRows, shuffled, type TableColumn } from '@slipway/compare'
import { DisturbedRows, takeColumn } from './disturbed-rows.ts'
import type { TestMaterial } from './measure-tests.ts'
import type { TestBench, TestedModel } from './tested-model.ts'

/**
 * Permutation importance of both models: what the metric loses where a column, or a group of columns that belong together, has
 * the values of other rows. Both models see the same orders, which hang on the place of the group and the repeat alone.
 * @see Breiman 2001, Machine Learning 45:5; Fisher, Rudin & Dominici 2019, JMLR 20:177
 */
export async function measureImportance(material: TestMaterial, bench: TestBench): Promise<object> {
  const { model, challenger, champion } = material
  const { metric, groups = {}, repeats = 5 } = model.tests?.importance ?? {}
  const rows = await DisturbedRows.open(material, bench, metric)
  if ('problem' in rows) return rows
  const unknown = Object.values(groups)
    .flat()
    .find((name) => !rows.columns.includes(name))
  if (unknown !== undefined) return { problem: `the model takes no column "${unknown}"` }
  const grouped = new Set(Object.values(groups).flat())
  const single = rows.columns.filter((name) => !grouped.has(name)).map((name) => [name, [name]] as const)
  const all = [...Object.entries(groups), ...single]
  const before = champion && (await rows.ask(champion, new Map()).catch(() => undefined))
  const features = []
  for (const [place, [name, columns]] of all.entries()) {
    const own: number[] = []
    const other: number[] = []
    for (let repeat = 0; repeat < repeats; repeat++) {
      const changed = shuffledColumns(rows, columns, place * repeats + repeat)
      own.push(await lost(rows, challenger, rows.rows, changed))
      if (champion && before) other.push(await lost(rows, champion, before, changed))
    }
    const told = [...own, ...other].every(Number.isFinite)
    if (!told) return { problem: `with "${name}" shuffled, an answer is no number` }
    const challengers = meanOfRepeats(own)
    const champions = other.length > 0 ? meanOfRepeats(other) : null
    features.push({ name, columns: [...columns], challenger: challengers, champion: champions })
  }
  return { metric: rows.metric.name, split: rows.split, rows: rows.rows.rows, repeats, features }
}

function shuffledColumns(
  rows: DisturbedRows,
  columns: readonly string[],
  seed: number,
): Map<string, TableColumn> {
  const order = shuffled(rows.features.rows, seed)
  return new Map(
    columns.map((name) => [name, takeColumn(rows.features.columns.get(name) ?? [], order)] as const),
  )
}

async function lost(
  rows: DisturbedRows,
  model: TestedModel,
  before: PredictionRows,
  changed: ReadonlyMap<string, TableColumn>,
): Promise<number> {
  return rows.drop(before, await rows.ask(model, changed)).drop
}
