const LABELS: ReadonlyMap<string, string> = new Map([
  ['accuracy', 'accuracy'],
  ['average_precision', 'average precision'],
  ['balanced_accuracy', 'balanced accuracy'],
  ['brier_score_loss', 'Brier score'],
  ['f1', 'F1'],
  ['f1_macro', 'macro F1'],
  ['log_loss', 'log loss'],
  ['matthews_corrcoef', 'Matthews’ correlation'],
  ['mean_absolute_error', 'mean absolute error'],
  ['mean_absolute_percentage_error', 'mean absolute percentage error'],
  ['mean_squared_error', 'mean squared error'],
  ['median_absolute_error', 'median absolute error'],
  ['precision', 'precision'],
  ['r2', 'R²'],
  ['recall', 'recall'],
  ['roc_auc', 'ROC AUC'],
  ['roc_auc_ovr', 'ROC AUC, one against the rest'],
  ['root_mean_squared_error', 'root mean squared error'],
])

/** A metric's name as people write it: "ROC AUC". Names that are not standard stay as they are. */
export function metricLabel(name: string): string {
  return LABELS.get(name) ?? name
}
