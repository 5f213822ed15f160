import * as z from 'zod'
import { zAnchor } from './anchor.ts'
import { formatRecord, parseRecord } from './parse-record.ts'
import { zDigest, zGitOid, zModelName, zOutput, zPath } from './schemas.ts'

const zTensor = z.strictObject({ name: z.string(), datatype: z.string(), shape: z.array(z.int().min(-1)) })
const zData = z.array(z.union([z.number(), z.string(), z.boolean(), z.null()]))
const zFilled = z.strictObject({ ...zTensor.shape, data: zData })

/** One request and the answer that the reviewed bytes gave. */
export const zGolden = z.strictObject({
  inputs: z.array(zFilled).min(1),
  outputs: z.array(zFilled).min(1),
  /** Largest difference allowed in a floating-point output, absolute plus relative. */
  tolerance: z.number().nonnegative(),
})
export type Golden = z.infer<typeof zGolden>

/** Evaluate stage's golden file: written by the user's code, in the runtime that serves. */
export const zGoldenFile = z.strictObject({
  schema: z.literal('slipway.golden/v1'),
  cases: z.array(zGolden).min(1).max(100),
})

export const zModelJson = z.strictObject({
  schema: z.literal('slipway.model/v1'),
  model: zModelName,
  version: z.string(),
  /** The commit on the default branch whose tree was run. */
  commit: zGitOid,
  file: z.strictObject({ path: zPath, ...zOutput.shape }),
  run: z.strictObject({ key: zDigest, record: zDigest }),
  evaluation: z.strictObject({ key: zDigest, record: zDigest }).nullable(),
  /** Identity of the code that judged it. */
  evaluation_code: zDigest.nullable(),
  predictions: zOutput.nullable(),
  metrics: z.array(z.strictObject({ path: zPath, output: zOutput })),
  /** The rows it was judged on, by split. */
  testset: z
    .record(z.string(), z.strictObject({ digest: zDigest, rows: z.int(), clusters: z.int().nullable() }))
    .nullable(),
  data: z.array(z.strictObject({ path: zPath, oid: zDigest })),
  verdict: zDigest,
  gate: zDigest,
  /** What later releases may not fall behind, null where it is this release; absent in releases from before there were anchors. */
  anchor: zAnchor.nullable().optional(),
  signature: z.strictObject({ inputs: z.array(zTensor), outputs: z.array(zTensor) }).nullable(),
  golden: z.array(zGolden),
  /** What all its runs took, at the prices of the day; absent in releases of before it was told. */
  cost: z
    .strictObject({
      hours: z.number().nonnegative(),
      gpu_hours: z.number().nonnegative(),
      energy_wh: z.number().nonnegative().nullable(),
      amount: z.number().nonnegative().nullable(),
      currency: z.string().max(10).nullable(),
    })
    .optional(),
  signoff: z.strictObject({ who: z.string(), when: z.iso.datetime(), why: z.string() }).nullable(),
})

/** The release asset that says what was released: every digest a server or an auditor needs. @see docs/formats/model-json.md */
export type ModelJson = z.infer<typeof zModelJson>

export function parseModelJson(text: string, what: string): ModelJson {
  return parseRecord(zModelJson, text, what)
}

export function formatModelJson(model: ModelJson): string {
  return formatRecord(zModelJson, model, `model.json of ${model.model}`)
}
