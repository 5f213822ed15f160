/** What predictions can be of. @see docs/formats/predictions.md */
export const TASKS = ['binary', 'multiclass', 'multilabel', 'regression', 'ranking', 'forecasting'] as const
export type Task = (typeof TASKS)[number]
