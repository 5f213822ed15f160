import { checkCell, REPLICATIONS } from './check-cell.ts'
import { numberWorld } from './worlds.ts'

// Error rates of the metrics of numbers, by our own code: docs/statistics.md §6.

const metrics = ['mean_absolute_percentage_error', 'r2', 'root_mean_squared_error', 'score']
const shapeName = (clusters: number | undefined) =>
  clusters === undefined ? '400 rows' : `400 rows in ${clusters} clusters`
for (const clusters of [undefined, 30, 12])
  checkCell({
    name: `numbers, ${shapeName(clusters)}`,
    world: numberWorld(false),
    metrics,
    shape: { rows: 400, clusters },
    replications: REPLICATIONS,
  })
checkCell({
  name: 'numbers with heavy tails, 400 rows',
  world: numberWorld(true),
  metrics,
  shape: { rows: 400, clusters: undefined },
  replications: REPLICATIONS,
})
// A thousand resamples for each: a tenth of the test sets.
for (const clusters of [undefined, 30, 12])
  checkCell({
    name: `numbers with heavy tails, ${shapeName(clusters)}`,
    world: numberWorld(true),
    metrics: ['median_absolute_error'],
    shape: { rows: 400, clusters },
    replications: Math.ceil(REPLICATIONS / 10),
  })
