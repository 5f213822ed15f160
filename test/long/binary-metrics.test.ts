import { checkCell, REPLICATIONS } from './check-cell.ts'
import { binaryWorld } from './worlds.ts'

// Error rates of the metrics of two classes, by our own code: docs/statistics.md §6.

const metrics = [
  'average_precision',
  'balanced_accuracy',
  'f1',
  'matthews_corrcoef',
  'precision',
  'recall',
  'roc_auc',
]
const common = binaryWorld(-1.4, 0.5)
for (const clusters of [undefined, 30, 12])
  checkCell({
    name: `two classes, ${clusters === undefined ? '800 rows' : `800 rows in ${clusters} clusters`}`,
    world: common,
    metrics,
    shape: { rows: 800, clusters },
    replications: REPLICATIONS,
  })
checkCell({
  name: 'two classes, 1,500 rows, one in 20 positive',
  world: binaryWorld(-3.6, 0.15),
  metrics: metrics.filter((name) => name !== 'recall'),
  shape: { rows: 1500, clusters: undefined },
  replications: REPLICATIONS,
})
checkCell({
  name: 'two classes, 800 rows, a challenger that calls a third of what the champion calls',
  world: binaryWorld(1.5, 0.6, 0.3),
  metrics: ['precision'],
  shape: { rows: 800, clusters: undefined },
  replications: REPLICATIONS,
})
