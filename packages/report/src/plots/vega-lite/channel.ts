import { invalid, isRow, type PlotRow } from '../parse-plot-data.ts'
import { type PlotAxis, type PlotValue, placeable } from '../plot-chart.ts'
import { titleOf } from './units.ts'

type Members = Readonly<Record<string, unknown>>

const MOST_BINS = 10

/** One channel of an encoding: which value of a row it shows, and how. */
export class Channel {
  readonly #given: Members
  readonly #path: string
  /** Name of the field after aggregating. */
  readonly key: string

  constructor(given: Members, path: string) {
    this.#given = given
    this.#path = path
    if (given.timeUnit !== undefined)
      throw invalid(path, 'it uses "timeUnit"', 'times as they shall be shown')
    if (isRow(given.field)) throw invalid(path, 'it takes a field from an expression', 'the name of a field')
    this.key = this.op === undefined ? this.field : `${this.op} of ${this.field || 'rows'}`
  }

  get field(): string {
    // Vega-Lite writes a dot or bracket in a name with a backslash.
    return typeof this.#given.field === 'string' ? this.#given.field.replace(/\\(?=[.[\]])/g, '') : ''
  }

  get op(): string | undefined {
    const { aggregate } = this.#given
    if (aggregate === undefined || aggregate === null) return undefined
    if (typeof aggregate !== 'string')
      throw invalid(this.#path, 'it has an aggregate of another kind', 'a name such as "mean"')
    return aggregate
  }

  get isBinned(): boolean {
    return this.#given.bin !== undefined && this.#given.bin !== null && this.#given.bin !== false
  }

  /** True where it tells rows apart by name rather than by size. */
  get isName(): boolean {
    return this.field !== '' && this.op === undefined && this.#given.type !== 'quantitative' && !this.isBinned
  }

  get stacks(): boolean {
    return this.#given.stack !== null && this.#given.stack !== false
  }

  /** The rows with this channel's field put into bins: its start under the name, its end beside it. */
  binned(rows: readonly PlotRow[]): readonly PlotRow[] {
    if (!this.isBinned) return rows
    const values = rows.map((row) => row[this.field]).filter((value) => typeof value === 'number')
    const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY)
    const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)
    const step = this.#binStep(high - low)
    return rows.map((row) => {
      const value = row[this.field]
      if (typeof value !== 'number') return row
      const from = Math.floor(value / step) * step
      return { ...row, [this.field]: round(from), [endOf(this.field)]: round(from + step) }
    })
  }

  #binStep(range: number): number {
    const bin = isRow(this.#given.bin) ? this.#given.bin : {}
    if (typeof bin.step === 'number' && bin.step > 0) return bin.step
    const most = typeof bin.maxbins === 'number' && bin.maxbins >= 1 ? Math.min(100, bin.maxbins) : MOST_BINS
    if (!(range > 0)) return 1
    const power = 10 ** Math.floor(Math.log10(range / most))
    return ([1, 2, 5, 10].find((factor) => range / (factor * power) <= most) ?? 10) * power
  }

  of(row: PlotRow): PlotValue | undefined {
    const { datum, value } = this.#given
    if (this.field === '' && this.op === undefined)
      return placeable(isRow(datum) ? undefined : (datum ?? value))
    return placeable(row[this.key])
  }

  endOf(row: PlotRow): PlotValue | undefined {
    return this.isBinned ? placeable(row[endOf(this.field)]) : undefined
  }

  get endKey(): string {
    return endOf(this.field)
  }

  axis(rows: readonly PlotRow[]): PlotAxis {
    const { title, type, scale, axis } = this.#given
    const given = isRow(scale) ? scale : {}
    const own = title === null ? '' : (titleOf(title) ?? (isRow(axis) ? titleOf(axis.title) : undefined))
    const values = rows.map((row) => this.of(row)).filter((value) => value !== undefined)
    const isNumber =
      values.every((value) => typeof value === 'number') && type !== 'nominal' && type !== 'ordinal'
    const ends = Array.isArray(given.domain) ? given.domain : []
    const [low, high] = ends
    return {
      title: own ?? this.key,
      kind: type === 'temporal' ? 'time' : !isNumber ? 'category' : given.type === 'log' ? 'log' : 'number',
      ...(given.zero === false ? { zero: false } : {}),
      ...(typeof low === 'number' && typeof high === 'number' && low < high
        ? { domain: [low, high] as const }
        : {}),
    }
  }
}

const endOf = (field: string) => `${field}\0end`
const round = (value: number) => Number(value.toPrecision(12))
