import type { MetricParameters } from './metric-parameters.ts'
import { nearestName } from './nearest-name.ts'

/** Whether more is better. Names follow scikit-learn. */
export type Direction = 'higher' | 'lower'

/** Metrics whose direction is known by name; the gate of any other metric must say it. */
export const STANDARD_DIRECTION: Readonly<Record<string, Direction>> = {
  absolute_error_quantile: 'lower',
  accuracy: 'higher',
  average_precision: 'higher',
  balanced_accuracy: 'higher',
  brier_score_loss: 'lower',
  f1: 'higher',
  f1_macro: 'higher',
  f1_micro: 'higher',
  f1_samples: 'higher',
  hamming_loss: 'lower',
  label_ranking_average_precision_score: 'higher',
  log_loss: 'lower',
  matthews_corrcoef: 'higher',
  mean_absolute_error: 'lower',
  mean_absolute_percentage_error: 'lower',
  mean_absolute_scaled_error: 'lower',
  mean_average_precision: 'higher',
  mean_pinball_loss: 'lower',
  mean_squared_error: 'lower',
  median_absolute_error: 'lower',
  ndcg_score: 'higher',
  precision: 'higher',
  r2: 'higher',
  recall: 'higher',
  recall_at_fixed_precision: 'higher',
  reciprocal_rank: 'higher',
  roc_auc: 'higher',
  roc_auc_ovr: 'higher',
  root_mean_squared_error: 'lower',
  squared_calibration_error: 'lower',
  symmetric_mean_absolute_percentage_error: 'lower',
}

/** Of these, "@10" looks at the first ten: of each query, or of all rows. */
export const CUT_METRICS: readonly string[] = [
  'mean_average_precision',
  'ndcg_score',
  'precision',
  'recall',
  'reciprocal_rank',
]

/** "ndcg_score@10": the name of a metric, and how many of the first it looks at. */
export function splitMetricName(name: string): { readonly base: string; readonly at: number | undefined } {
  const [, base = name, at] = /^(.*)@([1-9][0-9]*)$/.exec(name) ?? []
  return at !== undefined && CUT_METRICS.includes(base)
    ? { base, at: Number(at) }
    : { base: name, at: undefined }
}

/** Whether more is better; undefined where the name does not say it. Costs are better low. */
export function standardDirection(name: string, parameters: MetricParameters = {}): Direction | undefined {
  if (parameters.cost) return 'lower'
  const { base } = splitMetricName(name)
  return Object.hasOwn(STANDARD_DIRECTION, base) ? STANDARD_DIRECTION[base] : undefined
}

/** What people call them elsewhere, too far from the name for a slip of the finger. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['acc', 'accuracy'],
  ['ap', 'average_precision'],
  ['auc', 'roc_auc'],
  ['auc_pr', 'average_precision'],
  ['auprc', 'average_precision'],
  ['auroc', 'roc_auc'],
  ['bce', 'log_loss'],
  ['brier', 'brier_score_loss'],
  ['cross_entropy', 'log_loss'],
  ['ece', 'squared_calibration_error'],
  ['f1_score', 'f1'],
  ['hit_rate', 'recall'],
  ['lrap', 'label_ranking_average_precision_score'],
  ['macro_f1', 'f1_macro'],
  ['mae', 'mean_absolute_error'],
  ['map', 'mean_average_precision'],
  ['mape', 'mean_absolute_percentage_error'],
  ['mase', 'mean_absolute_scaled_error'],
  ['mcc', 'matthews_corrcoef'],
  ['mean_reciprocal_rank', 'reciprocal_rank'],
  ['micro_f1', 'f1_micro'],
  ['mrr', 'reciprocal_rank'],
  ['mse', 'mean_squared_error'],
  ['ndcg', 'ndcg_score'],
  ['pinball', 'mean_pinball_loss'],
  ['pr_auc', 'average_precision'],
  ['quantile_loss', 'mean_pinball_loss'],
  ['rmse', 'root_mean_squared_error'],
  ['sensitivity', 'recall'],
  ['smape', 'symmetric_mean_absolute_percentage_error'],
  ['subset_accuracy', 'accuracy'],
  ['tpr', 'recall'],
])

/** The standard metric that was most likely meant, or undefined; "ndcg@10" means "ndcg_score@10". */
export function nearestMetric(name: string): string | undefined {
  const [plain = name, at] = name.split('@')
  const nearest =
    OTHER_NAMES.get(plain.toLowerCase().replaceAll(/[-. ]/g, '_')) ??
    nearestName(plain, Object.keys(STANDARD_DIRECTION))
  return nearest !== undefined && at !== undefined && CUT_METRICS.includes(nearest)
    ? `${nearest}@${at}`
    : nearest
}
