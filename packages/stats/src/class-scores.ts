import type { ClassCounts, ClassScore, ScoreSlope } from './class-score.ts'

/** A sum of weights this small beside all of them is what subtraction left of nothing. */
const DUST = 1e-12

/**
 * F-beta: how well a class is found (recall) and met (precision), recall counting β times as much; the mean over `classes`.
 * F1 for β = 1. NaN where one of the classes is neither there nor ever predicted.
 * @see van Rijsbergen 1979, "Information Retrieval", chapter 7
 */
export function fBeta(beta: number, classes: readonly number[]): ClassScore {
  return harmonic(beta * beta, 1, classes)
}

/** Share of the rows taken for a class that are of it; the mean over `classes`. Never predicted: NaN. */
export function precisionOver(classes: readonly number[]): ClassScore {
  return harmonic(0, 1, classes)
}

/** Share of the rows of a class that are taken for it; the mean over `classes`: balanced accuracy for all. No such row: NaN. */
export function recallOver(classes: readonly number[]): ClassScore {
  return harmonic(1, 0, classes)
}

/** (a + b)·hits / (a·truths + b·guesses): the harmonic mean of recall and precision with weights a and b. */
function harmonic(a: number, b: number, classes: readonly number[]): ClassScore {
  return (counts) => {
    const slope = flat(counts)
    let sum = 0
    for (const c of classes) {
      const below = a * (counts.truths[c] ?? 0) + b * (counts.guesses[c] ?? 0)
      const share = below > DUST * counts.total ? ((a + b) * (counts.hits[c] ?? 0)) / below : Number.NaN
      const scale = 1 / (below * classes.length)
      slope.hits[c] = (a + b) * scale
      slope.truths[c] = -a * share * scale
      slope.guesses[c] = -b * share * scale
      sum += share
    }
    return { ...slope, value: sum / classes.length }
  }
}

/**
 * Matthews' correlation of truth and prediction, for two classes or more. NaN where either is always the same class
 * (scikit-learn gives 0).
 * @see Matthews 1975, Biochimica et Biophysica Acta 405:442; Gorodkin 2004, Computational Biology and Chemistry 28:367
 */
export const matthewsCorrelation: ClassScore = (counts) => {
  const { total, hits, truths, guesses } = counts
  const slope = flat(counts)
  const sum = (of: (c: number) => number) => hits.reduce((all, _, c) => all + of(c), 0)
  const [truth, guess] = [(c: number) => truths[c] ?? 0, (c: number) => guesses[c] ?? 0]
  const covariance = total * sum((c) => hits[c] ?? 0) - sum((c) => truth(c) * guess(c))
  const ofTruth = total * total - sum((c) => truth(c) ** 2)
  const ofGuess = total * total - sum((c) => guess(c) ** 2)
  const least = DUST * total * total
  const scale = ofTruth > least && ofGuess > least ? 1 / Math.sqrt(ofTruth * ofGuess) : Number.NaN
  const value = covariance * scale
  for (let c = 0; c < hits.length; c++) {
    slope.hits[c] = total * scale
    slope.truths[c] = -guess(c) * scale + (value * truth(c)) / ofTruth
    slope.guesses[c] = -truth(c) * scale + (value * guess(c)) / ofGuess
  }
  const byTotal = sum((c) => hits[c] ?? 0) * scale - value * total * (1 / ofTruth + 1 / ofGuess)
  return { ...slope, total: byTotal, value }
}

function flat({ hits, truths, guesses }: Readonly<ClassCounts>): Omit<ScoreSlope, 'value'> {
  return {
    total: 0,
    hits: new Float64Array(hits.length),
    truths: new Float64Array(truths.length),
    guesses: new Float64Array(guesses.length),
  }
}
