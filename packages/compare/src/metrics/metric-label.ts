import { splitMetricName } from '@slipway/core'

const LABELS: ReadonlyMap<string, string> = new Map([
  ['absolute_error_quantile', 'quantile of the absolute error'],
  ['accuracy', 'accuracy'],
  ['average_precision', 'average precision'],
  ['balanced_accuracy', 'balanced accuracy'],
  ['brier_score_loss', 'Brier score'],
  ['f1', 'F1'],
  ['f1_macro', 'macro F1'],
  ['expected_calibration_error', 'expected calibration error'],
  ['f1_micro', 'micro F1'],
  ['f1_samples', 'F1 of each row'],
  ['hamming_loss', 'Hamming loss'],
  ['label_ranking_average_precision_score', 'label ranking average precision'],
  ['log_loss', 'log loss'],
  ['matthews_corrcoef', 'Matthews’ correlation'],
  ['mean_absolute_error', 'mean absolute error'],
  ['mean_absolute_percentage_error', 'mean absolute percentage error'],
  ['mean_absolute_scaled_error', 'MASE'],
  ['mean_average_precision', 'mean average precision'],
  ['mean_pinball_loss', 'pinball loss'],
  ['mean_squared_error', 'mean squared error'],
  ['median_absolute_error', 'median absolute error'],
  ['ndcg_score', 'NDCG'],
  ['precision', 'precision'],
  ['r2', 'R²'],
  ['recall', 'recall'],
  ['recall_at_fixed_precision', 'recall at fixed precision'],
  ['reciprocal_rank', 'reciprocal rank'],
  ['roc_auc', 'ROC AUC'],
  ['roc_auc_ovr', 'ROC AUC, one against the rest'],
  ['root_mean_squared_error', 'root mean squared error'],
  ['squared_calibration_error', 'squared calibration error'],
  ['symmetric_mean_absolute_percentage_error', 'symmetric percentage error'],
])

/** A metric's name as people write it: "ROC AUC", "NDCG at 10". Names that are not standard stay as they are. */
export function metricLabel(name: string): string {
  const { base, at } = splitMetricName(name)
  const label = LABELS.get(base) ?? base
  return at === undefined ? label : `${label} at ${at}`
}
