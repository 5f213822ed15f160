export { averageOf } from './average-of.ts'
export { averagePrecision } from './average-precision.ts'
export { bcaLimits } from './bca-limits.ts'
export { benjaminiHochberg } from './benjamini-hochberg.ts'
export {
  bestScoreByWeight,
  bestThreshold,
  type CallScore,
  type Calls,
  recallAtPrecision,
  type Threshold,
  topByWeight,
} from './by-threshold.ts'
export { type ClassCounts, type ClassScore, classScoreOf, type ScoreSlope } from './class-score.ts'
export { fBeta, matthewsCorrelation, precisionOver, recallOver } from './class-scores.ts'
export { sumOver } from './compensated-sum.ts'
export { type DieboldMariano, dieboldMariano } from './diebold-mariano.ts'
export { fSurvival, fUpperQuantile } from './f-distribution.ts'
export { holm } from './holm.ts'
export { jensenShannonDistance } from './jensen-shannon.ts'
export { type KolmogorovSmirnov, kolmogorovSmirnov, kolmogorovSurvival } from './kolmogorov-smirnov.ts'
export {
  hammingLosses,
  labelCounts,
  labelRankingPrecisions,
  rowF1,
  subsetHits,
} from './label-losses.ts'
export { type McNemar, mcNemar } from './mcnemar.ts'
export { newcombeLimits, type PairedCounts } from './newcombe.ts'
export { newcombeIndependent, type Share } from './newcombe-independent.ts'
export { normalSurvival, normalUpperQuantile } from './normal.ts'
export { orderOf } from './order-of.ts'
export { type PairedT, pairedT } from './paired-t.ts'
export { countsBetween, populationStability, quantileEdges } from './population-stability.ts'
export { detectableDifference, sizeNeeded } from './power.ts'
export { quantileOf } from './quantile.ts'
export { quantilePit } from './quantile-pit.ts'
export { rSquared } from './r-squared.ts'
export { Random } from './random.ts'
export {
  averagePrecisionOfList,
  type ListScore,
  ndcgOf,
  precisionAtOf,
  recallAtOf,
  reciprocalRankOf,
} from './ranked-list.ts'
export { meanOf, ratioOf } from './ratio.ts'
export { type RoundRatio, ratioOfRounds } from './ratio-of-rounds.ts'
export { jackknife, resample, type WeighedStatistic } from './resample.ts'
export { rocAuc } from './roc-auc.ts'
export { rootOf } from './root-of.ts'
export {
  absoluteErrors,
  hits,
  logLosses,
  percentageErrors,
  pinballLosses,
  scaledErrors,
  squaredErrors,
  symmetricPercentageErrors,
} from './row-losses.ts'
export { type Clusters, clusterSizes, effectiveSize, type Sample } from './sample.ts'
export {
  cosinesFor,
  deviationsByTime,
  type SerialStandardError,
  serialStandardError,
} from './serial-standard-error.ts'
export { expectedCalibrationError, squaredCalibrationError } from './squared-calibration-error.ts'
export { type StandardError, standardErrorOf } from './standard-error.ts'
export { differenceOf, type Statistic } from './statistic.ts'
export { studentTSurvival, studentTUpperQuantile } from './student-t.ts'
export { type Contender, tiedWithBest } from './tied-with-best.ts'
export { wassersteinDistance } from './wasserstein.ts'
export { medianByWeight, quantileByWeight } from './weighted-quantile.ts'
export { type Wilcoxon, wilcoxonSignedRank } from './wilcoxon.ts'
export { wilsonLimits } from './wilson.ts'
