import { nearestName } from './nearest-name.ts'

/** Whether more is better. Names follow scikit-learn. */
export type Direction = 'higher' | 'lower'

/** Metrics whose direction is known by name; the gate of any other metric must say it. */
export const STANDARD_DIRECTION: Readonly<Record<string, Direction>> = {
  accuracy: 'higher',
  average_precision: 'higher',
  balanced_accuracy: 'higher',
  brier_score_loss: 'lower',
  f1: 'higher',
  f1_macro: 'higher',
  log_loss: 'lower',
  matthews_corrcoef: 'higher',
  mean_absolute_error: 'lower',
  mean_absolute_percentage_error: 'lower',
  mean_squared_error: 'lower',
  median_absolute_error: 'lower',
  precision: 'higher',
  r2: 'higher',
  recall: 'higher',
  roc_auc: 'higher',
  roc_auc_ovr: 'higher',
  root_mean_squared_error: 'lower',
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
  ['f1_score', 'f1'],
  ['macro_f1', 'f1_macro'],
  ['mae', 'mean_absolute_error'],
  ['mape', 'mean_absolute_percentage_error'],
  ['mcc', 'matthews_corrcoef'],
  ['mse', 'mean_squared_error'],
  ['pr_auc', 'average_precision'],
  ['rmse', 'root_mean_squared_error'],
  ['sensitivity', 'recall'],
  ['tpr', 'recall'],
])

/** The standard metric that was most likely meant, or undefined. */
export function nearestMetric(name: string): string | undefined {
  return (
    OTHER_NAMES.get(name.toLowerCase().replaceAll(/[-. ]/g, '_')) ??
    nearestName(name, Object.keys(STANDARD_DIRECTION))
  )
}
