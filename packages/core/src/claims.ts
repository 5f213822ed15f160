import * as z from 'zod'
import { formatRecord, parseRecord } from './parse-record.ts'

import type { Output } from './pointer.ts'
import { zDigest, zGitOid, zModelName, zOutput, zPath } from './schemas.ts'

const short = z.string().max(2000)
const zRescored = z.strictObject({ model: zDigest, evaluation: zDigest, predictions: zOutput })

/**
 * What a pull request's workflow claims: the file `slipway.json` of its one artifact. Everything in it is a claim
 * until GitHub's own record of the run, and the digests, say the same. @see docs/formats/claims.md
 */
export const zClaims = z.strictObject({
  schema: z.literal('slipway.claims/v1'),
  repository: z.string().max(200),
  pull_request: z.int().positive().nullable(),
  head_sha: zGitOid,
  base_sha: zGitOid.nullable(),
  /** The commit that was checked out, and its tree: for a pull request, the merge with its base. */
  commit_sha: zGitOid,
  tree: zGitOid,
  run_id: z.int().positive(),
  run_attempt: z.int().positive(),
  /** False for a fork: its numbers are shown and decide nothing. */
  trusted: z.boolean(),
  /** Digests of the run records under `records/`, in the order of the stages. */
  records: z.array(zDigest).max(500),
  stages: z
    .array(
      z.strictObject({
        name: z.string().max(200),
        key: zDigest,
        state: z.enum(['ran', 'restored']),
        where: z.string().max(200),
        seconds: z.number().nonnegative(),
      }),
    )
    .max(500),
  models: z.record(
    zModelName,
    z.strictObject({
      model: zOutput,
      /** Records of the stage that made the model, and of the one that evaluated it. */
      run: zDigest,
      evaluation: zDigest.nullable(),
      predictions: zOutput.nullable(),
      metrics: z.array(z.strictObject({ path: zPath, output: zOutput })).max(50),
      golden: zOutput.nullable(),
      /** The champion, scored again on this pull request's rows by its evaluate stage. */
      rescored: zRescored.nullable(),
      /** The same for the anchor, where that is not the champion; absent where it was not scored again. */
      rescored_anchor: zRescored.optional(),
      /** Results of its tests; absent where it has none, or they were not run. */
      tests: zOutput.optional(),
    }),
  ),
  /** What the pull request changes in gate, store, models or evaluation; said first. */
  notices: z.array(short).max(50),
})
export type Claims = z.infer<typeof zClaims>

export const CLAIMS_FILE = 'slipway.json'
/** Name of the one artifact that a pull request's workflow ends in. */
export const CLAIMS_ARTIFACT = 'slipway'

export function parseClaims(text: string, what: string): Claims {
  return parseRecord(zClaims, text, what)
}

export function formatClaims(claims: Claims): string {
  return formatRecord(zClaims, claims, `claims of ${claims.repository}`)
}

/**
 * The outputs of a model that go along with its claims, so that a fork's can be read without a store: everything but the model
 * itself. A folder is not carried: there is no name for it in the archive.
 */
export function carriedOutputs(claim: Claims['models'][string]): readonly Output[] {
  const outputs = [
    claim.predictions,
    claim.golden,
    claim.rescored?.predictions ?? null,
    claim.rescored_anchor?.predictions ?? null,
    claim.tests ?? null,
    ...claim.metrics.map(({ output }) => output),
  ]
  return outputs.filter((output): output is Output => output !== null && output.kind !== 'tree')
}
