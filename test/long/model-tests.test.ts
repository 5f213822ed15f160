import { judgeTests } from '@slipway/compare'
import { digestOf, type Gate, type ModelTests, testSubject } from '@slipway/core'
import { expect, it } from 'vitest'
import { measureLatency, type Timer } from '../../packages/commands/src/model-tests/measure-latency.ts'
import { Random } from '../../packages/compare/src/testing/random.ts'

// Error rates of the tests of latency, by our own code, on a machine as shared runners are: docs/statistics.md §8.

const REPLICATIONS = Number(process.env.SLIPWAY_REPLICATIONS ?? 2_000)
/** A slow wander of the speed (15 %), and spells of 50 to 600 requests at half of it, one in 3,000. */
const WANDER = 0.9995
const SPELL = 1 / 3_000

/** The machine: how slow it is at each request, whoever's it is. */
function machine(random: Random): () => number {
  let wander = 0.15 * random.normal()
  let spell = 0
  return () => {
    wander = WANDER * wander + 0.15 * Math.sqrt(1 - WANDER ** 2) * random.normal()
    spell = spell > 0 ? spell - 1 : random.uniform() < SPELL ? 50 + random.below(550) : 0
    return Math.exp(wander + (spell > 0 ? 0.7 : 0))
  }
}

function timer(random: Random, load: () => number, factor: number): Timer {
  return {
    batch: 1,
    time: async (times) => ({
      seconds: Float64Array.from(
        { length: times },
        () => 1e-3 * factor * load() * Math.exp(0.25 * random.normal()),
      ),
      peakBytes: 0,
    }),
  }
}

const asked: ModelTests = { latency: { margin: 1.1, batch: 1, seconds: 3600 } }
const subject = testSubject({ tests: asked }, digestOf('a'), digestOf('b'), {})

async function outcomeOf(random: Random, factor: number): Promise<string> {
  const load = machine(random)
  const latency = await measureLatency(
    {
      challenger: timer(random, load, factor),
      champion: timer(random, load, 1),
      control: timer(random, load, 1),
    },
    3600,
  )
  const results = {
    schema: 'slipway.model-tests/v1',
    model: 'm',
    subject,
    machine: { runtime: 'r', platform: 'p', cpu: 'c', network: 'n' },
    latency,
  } as const
  const sides = { challenger: {}, champion: null } as unknown as Parameters<typeof judgeTests>[2]
  const tests = judgeTests(
    { gate: {} as Gate, tests: asked },
    { subject, results, problem: undefined },
    sides,
  )
  return tests.find(({ unit }) => unit === 'ratio')?.outcome ?? 'none'
}

it.each([
  [1, 'equal models'],
  [1.1, 'at the margin'],
  [1.2, 'beyond it'],
])('p95 × %f, %s', async (factor, name) => {
  const random = new Random(20_260_101)
  const counts: Record<string, number> = {}
  for (let i = 0; i < REPLICATIONS; i++) {
    const outcome = await outcomeOf(random, factor)
    counts[outcome] = (counts[outcome] ?? 0) + 1
  }
  const rate = (outcome: string) => (counts[outcome] ?? 0) / REPLICATIONS
  const percent = (outcome: string) => `${(100 * rate(outcome)).toFixed(1)} %`
  console.log(
    `| ${name} (× ${factor}) | ${percent('holds')} | ${percent('worse')} | ${percent('cannot-tell')} |`,
  )
  // Three Monte-Carlo standard errors of slack.
  const most = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / REPLICATIONS)
  if (factor === 1) expect(rate('worse')).toBeLessThanOrEqual(0.001)
  if (factor === 1.1) expect(Math.max(rate('holds'), rate('worse'))).toBeLessThanOrEqual(most)
  if (factor === 1.2) expect(rate('holds')).toBeLessThanOrEqual(0.001)
})
