/** Whether more is better. Names follow scikit-learn. */
export type Direction = 'higher' | 'lower'

/** Metrics whose direction is known by name; the gate of any other metric must say it. */
export const STANDARD_DIRECTION: Readonly<Record<string, Direction>> = {
  accuracy: 'higher',
  average_precision: 'higher',
  balanced_accuracy: 'higher',
  brier_score_loss: 'lower',
  f1: 'higher',
  log_loss: 'lower',
  mean_absolute_error: 'lower',
  mean_squared_error: 'lower',
  precision: 'higher',
  r2: 'higher',
  recall: 'higher',
  roc_auc: 'higher',
  root_mean_squared_error: 'lower',
}
