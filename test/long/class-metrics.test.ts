import { checkCell, REPLICATIONS } from './check-cell.ts'
import { classWorld } from './worlds.ts'

// Error rates of the metrics of several classes, by our own code: docs/statistics.md §6.

for (const clusters of [undefined, 30, 12])
  checkCell({
    name: `three classes, ${clusters === undefined ? '800 rows' : `800 rows in ${clusters} clusters`}`,
    world: classWorld,
    metrics: ['balanced_accuracy', 'f1_macro', 'log_loss', 'matthews_corrcoef', 'roc_auc_ovr'],
    shape: { rows: 800, clusters },
    replications: REPLICATIONS,
  })
