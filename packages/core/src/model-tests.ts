import * as z from 'zod'
import { canonicalJson } from './canonical-json.ts'
import { type Digest, digestOf } from './digest.ts'
import { formatRecord, parseRecord } from './parse-record.ts'
import type { Features, ModelTests } from './project/model-tests.ts'
import type { DepId } from './run-key.ts'
import { zDigest, zModelName, zPath } from './schemas.ts'

const text = z.string().max(500)
const count = z.int().nonnegative()

/** A measurement, or why there is none. */
const measured = <T extends z.ZodType>(schema: T) => z.union([schema, z.strictObject({ problem: text })])

/** The same of both models; null where the champion was not measured. */
const both = <T extends z.ZodType>(schema: T) =>
  z.strictObject({ challenger: schema, champion: schema.nullable() })

const zBehaviourResult = z.strictObject({
  tests: z
    .array(
      z.strictObject({
        name: text,
        cases: count,
        failed: count,
        /** Of the same cases; null where the champion was not asked. */
        champion_failed: count.nullable(),
        /** The first of them. */
        failures: z.array(z.strictObject({ case: text, expected: text, got: text })).max(20),
      }),
    )
    .max(500),
})

const zDifference = z.strictObject({
  rows: count,
  /** Null where an answer is no number. */
  max: z.number().nonnegative().nullable(),
  /** Rows whose label differs; null where there are no labels. */
  flipped: count.nullable(),
})
export type AnswerDifference = z.infer<typeof zDifference>

const zLatencyOf = z.strictObject({
  p50: z.number().nonnegative(),
  p95: z.number().nonnegative(),
  p99: z.number().nonnegative(),
  /** p95 of each round. */
  rounds: z.array(z.number().nonnegative()).max(1000),
})

const zLatencyResult = z.strictObject({
  batch: z.int().positive(),
  /** Requests of each model in a round. */
  requests: z.int().positive(),
  challenger: zLatencyOf,
  champion: zLatencyOf.nullable(),
  /** The champion against itself, in turn with the others: what it differs by is noise. */
  control: z.strictObject({ first: zLatencyOf, second: zLatencyOf }).nullable(),
})

const zDrop = z.strictObject({
  column: text,
  change: z.enum(['missing', 'up', 'down']),
  /** Drop of the metric, + is worse; null where an answer is no number. */
  drop: z.number().nullable(),
  standard_error: z.number().nonnegative().nullable(),
  df: z.number().positive().nullable(),
})

const zImportanceOf = z.strictObject({ mean: z.number(), standard_error: z.number().nonnegative() })

export const zModelTestResults = z.strictObject({
  schema: z.literal('slipway.model-tests/v1'),
  model: zModelName,
  /** What was asked: equal subjects, equal questions. */
  subject: z.strictObject({
    model: zDigest,
    champion: zDigest.nullable(),
    tests: zDigest,
    inputs: z.record(zPath, text),
  }),
  /** What the models ran on: latency and memory are of this machine. */
  machine: z.strictObject({ runtime: text, platform: text, cpu: text, network: text }),
  behaviour: measured(zBehaviourResult).optional(),
  parity: measured(
    z.strictObject({ predictions: zDifference, reference: zDifference.nullable() }),
  ).optional(),
  determinism: measured(
    z.strictObject({
      again: z.boolean(),
      variations: z.array(z.strictObject({ name: text, max: z.number().nonnegative().nullable() })).max(20),
    }),
  ).optional(),
  size: measured(both(count)).optional(),
  memory: measured(both(count)).optional(),
  latency: measured(zLatencyResult).optional(),
  robustness: measured(
    z.strictObject({
      metric: text,
      split: text,
      rows: count,
      clusters: count.nullable(),
      drops: z.array(zDrop).max(3000),
    }),
  ).optional(),
  importance: measured(
    z.strictObject({
      metric: text,
      split: text,
      rows: count,
      repeats: z.int().positive(),
      features: z
        .array(z.strictObject({ name: text, columns: z.array(text), ...both(zImportanceOf).shape }))
        .max(1000),
    }),
  ).optional(),
})

/** What the tests of a model measured; what it means for the gate is judged apart. @see docs/formats/model-tests.md */
export type ModelTestResults = z.infer<typeof zModelTestResults>
export type TestSubject = ModelTestResults['subject']
export type LatencyOf = z.infer<typeof zLatencyOf>
export type LatencyResult = z.infer<typeof zLatencyResult>

export function parseModelTestResults(content: string, what: string): ModelTestResults {
  return parseRecord(zModelTestResults, content, what)
}

export function formatModelTestResults(results: ModelTestResults): string {
  return formatRecord(zModelTestResults, results, `model tests of ${results.model}`)
}

/** What is asked of a model and, where there is one, of its champion; tables by what they hold. */
export function testSubject(
  { features, tests }: { readonly features?: Features | undefined; readonly tests?: ModelTests | undefined },
  model: Digest,
  champion: Digest | null,
  inputs: Readonly<Record<string, DepId>>,
): TestSubject {
  return {
    model,
    champion,
    tests: digestOf(canonicalJson({ schema: 'slipway.model-tests-spec/v1', features, tests })),
    inputs: { ...inputs },
  }
}

/** The identity of a question. */
export function testKey(subject: TestSubject): Digest {
  return digestOf(canonicalJson({ schema: 'slipway.model-tests-key/v1', ...subject }))
}
