/** Columns of a task with several labels, one a label; truth and guess hold 0 and 1, scores any number. */
type LabelColumns = readonly Float64Array[]

/** Share of the labels of each row that are wrong. */
export function hammingLosses(truth: LabelColumns, guess: LabelColumns): Float64Array {
  return byRow(truth, (row) => share(truth, (k) => (at(truth, k, row) === at(guess, k, row) ? 0 : 1)))
}

/** 1 where all labels of a row are right, else 0: what scikit-learn's accuracy of several labels is the mean of. */
export function subsetHits(truth: LabelColumns, guess: LabelColumns): Float64Array {
  return hammingLosses(truth, guess).map((loss) => (loss === 0 ? 1 : 0))
}

/** F1 of the labels of each row; 0 where it has none and none was given, as scikit-learn has it. */
export function rowF1(truth: LabelColumns, guess: LabelColumns): Float64Array {
  const { hits, sizes } = labelCounts(truth, guess)
  return hits.map((own, row) => (own === 0 ? 0 : (2 * own) / (sizes[row] ?? 0)))
}

/** Labels of each row that are there and given, and those there plus those given: F1 over all is 2·Σhits / Σsizes. */
export function labelCounts(
  truth: LabelColumns,
  guess: LabelColumns,
): { readonly hits: Float64Array; readonly sizes: Float64Array } {
  const hits = byRow(truth, (row) => sum(truth, (k) => at(truth, k, row) * at(guess, k, row)))
  const sizes = byRow(truth, (row) => sum(truth, (k) => at(truth, k, row) + at(guess, k, row)))
  return { hits, sizes }
}

/**
 * Of each row, the mean over its labels of the share of labels scored as high or higher that are there too. 1 where it has
 * none or all. NaN among the scores: NaN.
 * @see Tsoumakas, Katakis & Vlahavas 2010, "Mining multi-label data", Data Mining and Knowledge Discovery Handbook
 */
export function labelRankingPrecisions(truth: LabelColumns, score: LabelColumns): Float64Array {
  const labels = truth.length
  return byRow(truth, (row) => {
    let [total, there] = [0, 0]
    for (let k = 0; k < labels; k++) {
      const own = at(score, k, row)
      if (Number.isNaN(own)) return Number.NaN
      if (at(truth, k, row) !== 1) continue
      let [reached, right] = [0, 0]
      for (let other = 0; other < labels; other++) {
        if (!(at(score, other, row) >= own)) continue
        reached++
        right += at(truth, other, row)
      }
      total += right / reached
      there++
    }
    return there === 0 ? 1 : total / there
  })
}

const at = (columns: LabelColumns, k: number, row: number) => columns[k]?.[row] ?? Number.NaN

function byRow(columns: LabelColumns, of: (row: number) => number): Float64Array {
  return Float64Array.from({ length: columns[0]?.length ?? 0 }, (_, row) => of(row))
}

function sum(columns: LabelColumns, of: (k: number) => number): number {
  let total = 0
  for (let k = 0; k < columns.length; k++) total += of(k)
  return total
}

const share = (columns: LabelColumns, of: (k: number) => number) => sum(columns, of) / columns.length
