import type { Report } from '../report.ts'
import { samplePlots } from './sample-plots.ts'
import { reportOf } from './sample-reports.ts'

/** A repository that has a `dvc.yaml` and no gate. */
export const metricsOnlyReport: Report = reportOf([], {
  pullRequest: null,
  run: { ...reportOf([]).run, id: 0, url: '' },
  reportUrl: null,
  metrics: {
    before: 'main',
    after: 'work tree',
    files: [
      {
        path: 'eval/metrics.json',
        values: [
          { name: 'roc_auc', before: 0.7641, after: 0.7662 },
          { name: 'log_loss', before: 0.435, after: 0.4371 },
          { name: 'best.epoch', before: 12, after: 17 },
          { name: 'rows', before: 20_000, after: 20_000 },
          { name: 'f1', before: undefined, after: 0.512 },
        ],
      },
    ],
    params: [{ file: 'params.yaml', key: 'train.learning_rate', before: 0.1, after: 0.05 }],
    plots: samplePlots,
    problems: ['"eval/more.yaml" is neither in Git nor in DVC’s cache on this machine: "dvc pull" brings it'],
  },
})
