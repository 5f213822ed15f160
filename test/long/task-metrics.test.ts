import { checkCell, REPLICATIONS } from './check-cell.ts'
import { forecastWorld, labelWorld, rankingWorld } from './task-worlds.ts'
import { binaryWorld, numberWorld } from './worlds.ts'

/** What is slow to compute takes its truth from fewer rows: it is known to a twentieth of a standard error. */
const truth = { rows: 20_000, rounds: 20 }

// Error rates of the metrics of labels, rankings and forecasts, and of those with parameters, by our own code:
// docs/statistics.md §7.

for (const clusters of [undefined, 30])
  checkCell({
    name: `four labels, ${clusters === undefined ? '800 rows' : `800 rows in ${clusters} clusters`}`,
    world: labelWorld,
    metrics: [
      'accuracy',
      'average_precision',
      'f1_macro',
      'f1_micro',
      'f1_samples',
      'hamming_loss',
      'label_ranking_average_precision_score',
      'log_loss',
      'roc_auc',
    ],
    shape: { rows: 800, clusters },
    truth: { ...truth, clusters: clusters && 2000 },
    replications: REPLICATIONS,
  })
checkCell({
  name: '200 queries of 8 documents',
  world: rankingWorld,
  metrics: [
    'mean_average_precision',
    'ndcg_score',
    'ndcg_score@3',
    'precision@3',
    'recall@3',
    'reciprocal_rank',
  ],
  shape: { rows: 1600, clusters: undefined },
  truth: { ...truth, clusters: undefined },
  replications: REPLICATIONS,
})
for (const [times, horizon] of [
  [240, 1],
  [240, 6],
  [240, 24],
] as const)
  checkCell({
    name: `3 series of ${times} times, ${horizon} ahead`,
    world: forecastWorld(horizon),
    metrics: [
      'mean_absolute_error',
      'mean_absolute_scaled_error',
      'mean_pinball_loss',
      'root_mean_squared_error',
    ],
    shape: { rows: 3 * times, clusters: undefined },
    truth: { ...truth, clusters: undefined },
    replications: REPLICATIONS,
  })
for (const clusters of [undefined, 30])
  checkCell({
    name: `two classes, ${clusters === undefined ? '800 rows' : `800 rows in ${clusters} clusters`}`,
    world: binaryWorld(-1.4, 0.5),
    metrics: ['expected_cost', 'squared_calibration_error'],
    shape: { rows: 800, clusters },
    replications: REPLICATIONS,
  })
// A thousand resamples for each: a tenth of the test sets. How many the first hundred are of depends on how many rows there
// are, so that the truth is that of test sets as large.
for (const clusters of [undefined, 30]) {
  const shape = { rows: 800, clusters }
  const name = clusters === undefined ? '800 rows' : `800 rows in ${clusters} clusters`
  checkCell({
    name: `two classes, ${name}`,
    world: binaryWorld(-1.4, 0.5),
    metrics: ['precision@150', 'recall@150', 'recall_at_fixed_precision'],
    shape,
    truth: { rounds: 4000, ...shape },
    replications: Math.ceil(REPLICATIONS / 10),
  })
  checkCell({
    name: `numbers, ${name}`,
    world: numberWorld(false),
    metrics: ['absolute_error_quantile'],
    shape,
    replications: Math.ceil(REPLICATIONS / 10),
  })
}
