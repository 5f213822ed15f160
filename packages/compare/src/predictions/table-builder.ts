import { clipText } from '../clip-text.ts'
import { compareError } from '../error.ts'
import { CLASS_PREFIX, codeClasses } from './class-columns.ts'
import { GUESS_PREFIX, labelsPerRow, orderLabels, TRUTH_PREFIX } from './label-columns.ts'
import type { Labels, Predictions, Task } from './predictions.ts'
import { labelsOf, numbersOf, type RawColumn, textsOf } from './raw-column.ts'
import { splitRows } from './split-rows.ts'

const NUMERIC = ['y', 'p', 'y_pred', 'weight'] as const
type NumericName = (typeof NUMERIC)[number]
/** Columns of which one has to be there, but for those of classes and labels. A "score" orders a ranking. */
const PREDICTING = ['p', 'y_pred', 'score']
/** The split of a file that has no column of that name. */
const ONLY_SPLIT = 'test'
const MOST_SPLITS = 20
const TYPES = {
  boolean: 'booleans',
  integer: 'integers',
  number: 'floating-point numbers',
  text: 'texts',
} as const

interface ValueRule {
  readonly holds: (value: number) => boolean
  readonly expected: string
}
const FINITE: ValueRule = { holds: Number.isFinite, expected: 'finite numbers' }
const RULES: Record<NumericName | 'class' | 'label', ValueRule> = {
  class: { holds: (v) => v === 0 || v === 1, expected: '0 or 1, because there is a column "p"' },
  label: { holds: (v) => v === 0 || v === 1, expected: '0 or 1' },
  y: FINITE,
  y_pred: FINITE,
  p: { holds: (v) => v >= 0 && v <= 1, expected: 'probabilities from 0 to 1' },
  weight: { holds: (v) => v >= 0 && v < Number.POSITIVE_INFINITY, expected: 'finite numbers from 0' },
}

/** Takes the columns of one file one after the other, so that only one is held as it was stored. */
export class TableBuilder {
  readonly #what: string
  readonly #problems: string[] = []
  readonly #seen = new Set<string>()
  readonly #numbers = new Map<NumericName, Float64Array>()
  readonly #columns = new Map<string, Labels | Float64Array>()
  /** Columns `y` and `y_pred` where they hold texts. */
  readonly #labels = new Map<string, Labels>()
  /** By class. */
  readonly #probabilities = new Map<string, Float64Array>()
  /** By label. */
  readonly #truths = new Map<string, Float64Array>()
  readonly #guesses = new Map<string, Float64Array>()
  #rowId: Float64Array | readonly string[] = []
  #split: Labels | undefined
  #cluster: Labels | undefined
  #rows: number | undefined

  /** @param what what is read, for messages */
  constructor(what: string) {
    this.#what = what
  }

  add(name: string, column: RawColumn): void {
    this.#rows ??= column.rows
    if (this.#seen.has(name)) this.#problems.push(`column "${name}" is there twice; expected once`)
    else if (column.rows !== this.#rows)
      this.#problems.push(`column "${name}" has ${column.rows} values; expected ${this.#rows}`)
    else if (name === 'row_id') this.#rowId = this.#ids(column)
    else if (name === 'split') this.#split = this.#complete(name, labelsOf(column))
    else if (name === 'cluster') this.#cluster = this.#complete(name, labelsOf(column))
    else if (isLabel(name) && column.type === 'text')
      this.#labels.set(name, this.#complete(name, labelsOf(column)))
    else if (isNumeric(name)) this.#addNumbers(name, column)
    else if (name.startsWith(CLASS_PREFIX)) this.#addTo(this.#probabilities, CLASS_PREFIX, name, column)
    else if (name.startsWith(TRUTH_PREFIX)) this.#addTo(this.#truths, TRUTH_PREFIX, name, column)
    else if (name.startsWith(GUESS_PREFIX)) this.#addTo(this.#guesses, GUESS_PREFIX, name, column)
    else this.#columns.set(name, column.type === 'text' ? labelsOf(column) : numbersOf(column))
    this.#seen.add(name)
  }

  /** @throws compare/predictions-invalid */
  predictions(): Predictions {
    const rows = this.#rows ?? 0
    if (rows === 0) this.#problems.push('there are no rows')
    this.#checkColumns()
    if (this.#split && this.#split.names.length > MOST_SPLITS)
      this.#problems.push(
        `column "split" has ${this.#split.names.length} different values; expected at most ${MOST_SPLITS}`,
      )
    this.#checkValues()
    this.#refuseProblems()
    const coded = this.#hasClasses() ? this.#codeClasses() : undefined
    const labels = this.#truths.size > 0 ? this.#orderLabels() : undefined
    const all = {
      rows,
      rowId: this.#rowId,
      y: coded?.y ?? (labels && labelsPerRow(labels, rows)) ?? this.#numbers.get('y') ?? new Float64Array(),
      p: this.#numbers.get('p'),
      yPred: coded ? coded.yPred : (this.#numbers.get('y_pred') ?? this.#score()),
      classes: coded?.classes,
      labels,
      weight: this.#numbers.get('weight'),
      cluster: this.#cluster,
      columns: this.#columns,
    }
    const split = this.#split ?? { codes: new Int32Array(rows), names: [ONLY_SPLIT] }
    const splits = splitRows(all, split, this.#problems)
    this.#refuseProblems()
    return { task: labels ? 'multilabel' : coded ? 'multiclass' : taskOf(this.#numbers), splits }
  }

  #refuseProblems(): void {
    if (this.#problems.length === 0) return
    throw compareError(
      'compare/predictions-invalid',
      `Cannot use ${this.#what}: ${this.#problems.join('; ')}`,
      { hint: 'docs/formats/predictions.md says what the file has to hold' },
    )
  }

  #checkColumns(): void {
    for (const name of this.#truths.size > 0 ? ['row_id'] : ['row_id', 'y']) {
      if (!this.#seen.has(name)) this.#problems.push(`column "${name}" is missing; expected in every file`)
    }
    if (this.#truths.size > 0 && this.#seen.has('y'))
      this.#problems.push(
        'there are a column "y" and columns "y:…"; expected "y" for one truth a row, or "y:<label>" for each of several labels',
      )
    if (!PREDICTING.some((name) => this.#seen.has(name)) && !this.#probabilities.size && !this.#guesses.size)
      this.#problems.push(
        'column "p" or "y_pred" is missing; expected "p", the probability of 1, of a binary classifier, "p:<class>" for each class of a classifier of several, or "y_pred", the prediction, of a regression',
      )
    if (this.#seen.has('p') && this.#probabilities.size > 0)
      this.#problems.push(
        'there are a column "p" and columns "p:…"; expected "p" for two classes, or "p:…" for several',
      )
    else if (this.#seen.has('p'))
      for (const name of this.#labels.keys())
        this.#problems.push(
          `column "${name}" holds texts; expected 0 or 1, because there is a column "p" (or "p:<class>" for each class)`,
        )
  }

  #ids(column: RawColumn): Float64Array | readonly string[] {
    if (column.type !== 'integer' && column.type !== 'text') {
      this.#problems.push(`column "row_id" holds ${TYPES[column.type]}; expected integers or texts`)
      return []
    }
    if (column.type === 'integer') {
      const numbers = numbersOf(column)
      if (numbers.every(Number.isSafeInteger)) return numbers
    }
    const texts = textsOf(column)
    this.#reportEmpty('row_id', texts.filter((text) => text === undefined).length)
    return texts.map((text) => text ?? '')
  }

  #complete(name: string, labels: Labels): Labels {
    this.#reportEmpty(name, labels.codes.filter((code) => code < 0).length)
    return labels
  }

  #reportEmpty(name: string, rows: number): void {
    if (rows > 0)
      this.#problems.push(`column "${name}" is empty in ${counted(rows, 'row')}; expected a value in each`)
  }

  #addNumbers(name: NumericName, column: RawColumn): void {
    if (column.type === 'text') this.#problems.push(`column "${name}" holds texts; expected numbers`)
    else this.#numbers.set(name, numbersOf(column))
  }

  #addTo(columns: Map<string, Float64Array>, prefix: string, name: string, column: RawColumn): void {
    if (column.type === 'text') this.#problems.push(`column "${name}" holds texts; expected numbers`)
    else columns.set(name.slice(prefix.length), numbersOf(column))
  }

  #hasClasses(): boolean {
    return this.#truths.size === 0 && (this.#labels.size > 0 || this.#probabilities.size > 0)
  }

  #orderLabels(): ReturnType<typeof orderLabels> {
    const ordered = orderLabels(
      { truths: this.#truths, probabilities: this.#probabilities, guesses: this.#guesses },
      this.#problems,
    )
    this.#refuseProblems()
    return ordered
  }

  /** What a ranking is ordered by, where it stands in place of a prediction. */
  #score(): Float64Array | undefined {
    const score = this.#columns.get('score')
    return !this.#numbers.has('p') && score instanceof Float64Array ? score : undefined
  }

  #codeClasses(): ReturnType<typeof codeClasses> {
    const textsOf = (name: 'y' | 'y_pred'): string[] | undefined => {
      const labels = this.#labels.get(name)
      if (labels) return Array.from(labels.codes, (code) => labels.names[code] ?? '')
      const numbers = this.#numbers.get(name)
      return numbers && Array.from(numbers, (value) => String(value + 0))
    }
    const coded = codeClasses(
      { y: textsOf('y') ?? [], yPred: textsOf('y_pred'), probabilities: this.#probabilities },
      this.#problems,
    )
    this.#refuseProblems()
    return coded
  }

  #checkValues(): void {
    for (const [name, values] of this.#numbers)
      this.#checkNumbers(name, values, RULES[name === 'y' && this.#numbers.has('p') ? 'class' : name])
    for (const [name, values] of this.#probabilities)
      this.#checkNumbers(`${CLASS_PREFIX}${name}`, values, RULES.p)
    for (const [name, values] of this.#truths)
      this.#checkNumbers(`${TRUTH_PREFIX}${name}`, values, RULES.label)
    for (const [name, values] of this.#guesses)
      this.#checkNumbers(`${GUESS_PREFIX}${name}`, values, RULES.label)
  }

  #checkNumbers(name: string, values: Float64Array, { holds, expected }: ValueRule): void {
    let bad = 0
    let first = 0
    for (let i = values.length - 1; i >= 0; i--) {
      if (holds(values[i] ?? Number.NaN)) continue
      bad++
      first = i
    }
    if (bad === 0) return
    const where = `${values[first]} in row "${clipText(String(this.#rowId[first] ?? first))}"`
    this.#problems.push(
      `column "${clipText(name)}" has ${counted(bad, 'bad value')}, first ${where}; expected ${expected}`,
    )
  }
}

const isLabel = (name: string) => name === 'y' || name === 'y_pred'
const isNumeric = (name: string): name is NumericName => (NUMERIC as readonly string[]).includes(name)

/** "1 row", "2 rows". */
function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}

/** A probability, or nothing but zeros and ones on both sides, means two classes. */
function taskOf(numbers: ReadonlyMap<NumericName, Float64Array>): Task {
  if (numbers.has('p')) return 'binary'
  const zeroOrOne = (values: Float64Array | undefined) => values?.every((v) => v === 0 || v === 1) ?? false
  return zeroOrOne(numbers.get('y')) && zeroOrOne(numbers.get('y_pred')) ? 'binary' : 'regression'
}
