import type { Column, Table } from '../document/document.ts'
import type { ChartName, ChartRows } from './draw-chart.ts'

/** A chart before it is drawn. */
export interface Drawing {
  readonly chart: ChartName
  readonly title: string
  readonly summary: string
  readonly rows: ChartRows
  readonly table: Table
}

/** Curves of two models, on one split. */
export interface Both<T> {
  readonly split: string
  readonly challenger: T
  readonly champion: T | null
}

export function numberColumn(title: string): Column {
  return { title, align: 'right' }
}

/** A column for each model that is there. */
export function modelColumns({ champion }: Both<unknown>, what: string): readonly Column[] {
  const names = champion === null ? ['challenger'] : ['challenger', 'champion']
  return names.map((name) => numberColumn(`${name}: ${what}`))
}

/** The rows of both models; the champion's first, so that the challenger's line is drawn over it. */
export function bothModels<T>(
  { challenger, champion }: Both<T>,
  rowsOf: (curves: T) => readonly object[],
): readonly object[] {
  const named = (model: string, curves: T) => rowsOf(curves).map((row) => ({ model, ...row }))
  return [...(champion === null ? [] : named('champion', champion)), ...named('challenger', challenger)]
}

/** Steps of a histogram that begin at each bin's start, as shares of all; one more closes the last. */
export function stepRows<Bin extends { readonly from: number; readonly to: number }>(
  bins: readonly Bin[],
  count: (bin: Bin) => number,
): readonly { from: number; share: number }[] {
  const total = bins.reduce((sum, bin) => sum + count(bin), 0)
  const share = (bin: Bin) => (total > 0 ? count(bin) / total : 0)
  const last = bins.at(-1)
  const steps = bins.map((bin) => ({ from: bin.from, share: share(bin) }))
  return last ? [...steps, { from: last.to, share: share(last) }] : steps
}
