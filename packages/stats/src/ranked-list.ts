/** Documents of one list that a model scores alike, and what it scores above them. */
interface Tie {
  /** Documents above. */
  readonly above: number
  readonly size: number
  readonly relevance: number
  readonly relevant: number
  /** Relevant documents above. */
  readonly relevantAbove: number
}

/**
 * What a list is worth: relevance of each document (from 0; above 0 is relevant), its score (more is higher up), and how
 * many of the first count. Documents of one score have no order: each of these is the mean over all orders of them. A list
 * without a relevant document: NaN (scikit-learn's NDCG is 0 there). A negative relevance or a NaN: NaN.
 * @see McSherry & Najork 2008, "Computing information retrieval performance measures efficiently in the presence of tied
 *   scores", ECIR
 */
export type ListScore = (relevance: Float64Array, score: Float64Array, at: number) => number

/**
 * Normalised discounted cumulative gain: Σ relevance / log₂(1 + rank), beside that of the best order, in [0, 1]; the gain is
 * the relevance itself, as scikit-learn has it.
 * @see Järvelin & Kekäläinen 2002, ACM TOIS 20:422
 */
export const ndcgOf: ListScore = (relevance, score, at) =>
  gainOf(relevance, score, at) / gainOf(relevance, relevance, at)

function gainOf(relevance: Float64Array, score: Float64Array, at: number): number {
  const ties = tiesOf(relevance, score)
  let sum = ties.length === 0 ? Number.NaN : 0
  for (const { above, size, relevance: gain } of ties) {
    let discounts = 0
    for (let rank = above + 1; rank <= Math.min(above + size, at); rank++)
      discounts += 1 / Math.log2(rank + 1)
    sum += (gain / size) * discounts
  }
  return sum
}

/** 1 / rank of the first relevant document, 0 where none is among the first. */
export const reciprocalRankOf: ListScore = (relevance, score, at) => {
  const ties = tiesOf(relevance, score)
  const first = ties.find(({ relevant }) => relevant > 0)
  if (!first) return Number.NaN
  const { above, size, relevant } = first
  // Chance that the first relevant one of the tie stands at its place j.
  let chance = relevant / size
  let sum = 0
  for (let j = 1; j <= size - relevant + 1 && above + j <= at; j++) {
    sum += chance / (above + j)
    chance *= (size - j - relevant + 1) / (size - j)
  }
  return sum
}

/** Mean of the precision at the rank of each relevant document, 0 for those that are not among the first. */
export const averagePrecisionOfList: ListScore = (relevance, score, at) => {
  const ties = tiesOf(relevance, score)
  let sum = 0
  for (const { above, size, relevant, relevantAbove } of ties)
    for (let j = 1; relevant > 0 && j <= size && above + j <= at; j++) {
      const tiedAbove = size > 1 ? ((j - 1) * (relevant - 1)) / (size - 1) : 0
      sum += ((relevant / size) * (relevantAbove + tiedAbove + 1)) / (above + j)
    }
  return sum / relevantIn(ties)
}

/** Share of the first that are relevant; of a list that is shorter, places that are empty count as wrong. */
export const precisionAtOf: ListScore = (relevance, score, at) => {
  const ties = tiesOf(relevance, score)
  return relevantIn(ties) > 0 ? foundIn(ties, at) / at : Number.NaN
}

/** Share of the relevant that are among the first. */
export const recallAtOf: ListScore = (relevance, score, at) => {
  const ties = tiesOf(relevance, score)
  return foundIn(ties, at) / relevantIn(ties)
}

function foundIn(ties: readonly Tie[], at: number): number {
  return ties.reduce(
    (sum, { above, size, relevant }) => sum + (relevant * Math.min(size, Math.max(0, at - above))) / size,
    0,
  )
}

/** NaN where there is none, so that nothing is divided by 0. */
function relevantIn(ties: readonly Tie[]): number {
  const all = ties.reduce((sum, { relevant }) => sum + relevant, 0)
  return all > 0 ? all : Number.NaN
}

/** From the highest score to the lowest. None at all where a value is not allowed. */
function tiesOf(relevance: Float64Array, score: Float64Array): Tie[] {
  if (relevance.some((value) => !(value >= 0)) || score.some(Number.isNaN)) return []
  // Lists are short: a sort that is fast for a million rows is slow for each of a million lists.
  const order = Array.from(score.keys()).sort((a, b) => (score[b] ?? 0) - (score[a] ?? 0))
  const ties: Tie[] = []
  let relevantAbove = 0
  for (let from = 0, to = 0; from < order.length; from = to) {
    let [gain, relevant] = [0, 0]
    for (; to < order.length && score[order[to] ?? 0] === score[order[from] ?? 0]; to++) {
      const own = relevance[order[to] ?? 0] ?? 0
      gain += own
      if (own > 0) relevant++
    }
    ties.push({ above: from, size: to - from, relevance: gain, relevant, relevantAbove })
    relevantAbove += relevant
  }
  return ties
}
