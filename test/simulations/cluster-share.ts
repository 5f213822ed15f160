// How often clusters that are all alike would be refused because one has a large share of the variance, and what refusing
// does to the error rates: docs/adr/0003-share-of-one-cluster.md.
//
//   node test/simulations/cluster-share.ts [replications]
//
// Clusters of equal size, so that a cluster is one number and the jackknife is Student's t of their mean.

import { largestClusterShare } from '../../packages/compare/src/judge/trouble.ts'
import { Random } from '../../packages/compare/src/testing/random.ts'
import { meanOf, standardErrorOf, studentTUpperQuantile } from '../../packages/stats/src/index.ts'

const replications = Number(process.argv[2] ?? 10_000)
const LEVEL = 0.05 / 20

const draws: Record<string, (random: Random) => number> = {
  'all alike (normal)': (random) => random.normal(),
  'heavy tails (t, 3 degrees)': (random) => {
    const chi = random.normal() ** 2 + random.normal() ** 2 + random.normal() ** 2
    return random.normal() / Math.sqrt(chi)
  },
  'one in 20 a disaster of 8 sd': (random) => random.normal() - (random.uniform() < 0.05 ? 8 : 0) + 0.05 * 8,
}

const percent = (count: number) => `${((100 * count) / replications).toFixed(2)} %`
console.log(
  'clusters'.padEnd(40),
  'refused: over 10 % | by the rule || false pass: no rule | 10 % | the rule',
)
for (const [name, draw] of Object.entries(draws)) {
  for (const clusters of [10, 15, 30, 60, 100, 300]) {
    const random = new Random(clusters)
    const sample = {
      rows: clusters,
      clusters: { codes: Int32Array.from({ length: clusters }, (_, i) => i), count: clusters },
    }
    const critical = studentTUpperQuantile(LEVEL, clusters - 1)
    const refused = { tenth: 0, rule: 0 }
    const passed = { none: 0, tenth: 0, rule: 0 }
    for (let n = 0; n < replications; n++) {
      const statistic = meanOf(
        Float64Array.from({ length: clusters }, () => draw(random)),
        sample,
      )
      const { standardError, cluster } = standardErrorOf(statistic, sample)
      const share = cluster?.share ?? 0
      const isPass = statistic.estimate - critical * standardError > 0
      if (isPass) passed.none++
      if (share > 0.1) refused.tenth++
      else if (isPass) passed.tenth++
      if (share > largestClusterShare(clusters)) refused.rule++
      else if (isPass) passed.rule++
    }
    const rates = [refused.tenth, refused.rule, passed.none, passed.tenth, passed.rule].map(percent)
    console.log(`${name}, ${clusters}`.padEnd(40), rates.join(' | '))
  }
}
