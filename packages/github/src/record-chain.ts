import type { Claims, Digest, RunRecord } from '@slipway/core'

/**
 * Why the records are no chain from each model's evaluation down, or undefined. A link holds where what a stage read
 * under a path is what a claimed stage wrote under that path. Where a stage read a part of a folder that another
 * wrote, the records alone cannot say so; the run key, computed again from the tree, does.
 */
export function chainProblem(claims: Claims, records: ReadonlyMap<Digest, RunRecord>): string | undefined {
  for (const [name, claim] of Object.entries(claims.models)) {
    const problem = modelProblem(name, claim, records)
    if (problem !== undefined) return problem
  }
  const written = writtenBy(records.values())
  // Where a release is scored again, its model stands in the place of the one that a claimed stage wrote.
  const substitutes = new Map(
    Object.values(claims.models).flatMap((claim) =>
      scoredAgain(claim).map(([, { evaluation, model }]) => [evaluation, model] as const),
    ),
  )
  for (const [digest, record] of records) {
    const problem = inputProblem(record, written, substitutes.get(digest))
    if (problem !== undefined) return problem
  }
  return undefined
}

function modelProblem(
  name: string,
  claim: Claims['models'][string],
  records: ReadonlyMap<Digest, RunRecord>,
): string | undefined {
  const run = records.get(claim.run)
  if (!run) return `The record of ${name}'s run is missing`
  if (!mayHold(run, claim.model.oid)) return `The run of ${name} did not write the model ${claim.model.oid}`
  const judged = [claim.predictions, claim.golden, ...claim.metrics.map(({ output }) => output)].filter(
    (output) => output !== null,
  )
  if (claim.evaluation === null) {
    const stray = judged.find(({ oid }) => !mayHold(run, oid))
    return stray && `The run of ${name} did not write ${stray.oid}`
  }
  const evaluation = records.get(claim.evaluation)
  if (!evaluation) return `The record of ${name}'s evaluation is missing`
  if (claim.evaluation !== claim.run && !reads(evaluation, run, claim.model.oid))
    return `The evaluation of ${name} did not read the model ${claim.model.oid}`
  const stray = judged.find(({ oid }) => !mayHold(evaluation, oid) && !mayHold(run, oid))
  if (stray) return `The evaluation of ${name} did not write ${stray.oid}`
  for (const [what, rescored] of scoredAgain(claim)) {
    const problem = rescoredProblem(`${what} of ${name}`, rescored, claim.evaluation, records)
    if (problem !== undefined) return problem
  }
  return undefined
}

type Claim = Claims['models'][string]

function scoredAgain({
  rescored,
  rescored_anchor: anchor,
}: Claim): (readonly [string, NonNullable<Claim['rescored']>])[] {
  return [
    ...(rescored ? [['champion', rescored] as const] : []),
    ...(anchor ? [['anchor', anchor] as const] : []),
  ]
}

function rescoredProblem(
  what: string,
  rescored: NonNullable<Claim['rescored']>,
  evaluation: Digest | null,
  records: ReadonlyMap<Digest, RunRecord>,
): string | undefined {
  const record = records.get(rescored.evaluation)
  const own = evaluation === null ? undefined : records.get(evaluation)
  if (!record) return `The record that scores the ${what} again is missing`
  if (record.stage !== own?.stage) return `The ${what} was scored again by another stage`
  if (!Object.values(record.key_preimage.deps).includes(rescored.model))
    return `The ${what} was not read when it was scored again`
  if (!mayHold(record, rescored.predictions.oid))
    return `Scoring the ${what} again did not write ${rescored.predictions.oid}`
  return undefined
}

/** True where the record names the object as an output, or has a folder that may hold it. */
function mayHold({ outputs }: RunRecord, oid: Digest): boolean {
  return Object.values(outputs).some((output) => output.oid === oid || output.kind === 'tree')
}

/** True where the evaluation read the object itself, or a folder that the run wrote. */
function reads(evaluation: RunRecord, run: RunRecord, oid: Digest): boolean {
  const read = new Set<string>(Object.values(evaluation.key_preimage.deps))
  return (
    read.has(oid) ||
    Object.values(run.outputs).some((output) => output.kind === 'tree' && read.has(output.oid))
  )
}

/** An input that a claimed stage writes must be one of the objects that claimed stages wrote there. */
function inputProblem(
  record: RunRecord,
  written: ReadonlyMap<string, ReadonlySet<string>>,
  substitute: Digest | undefined,
): string | undefined {
  for (const [path, id] of Object.entries(record.key_preimage.deps)) {
    if (id !== substitute && written.get(path)?.has(id) === false)
      return `Stage ${record.stage} read another ${path} than the records say was written`
  }
  return undefined
}

function writtenBy(records: Iterable<RunRecord>): ReadonlyMap<string, ReadonlySet<string>> {
  const written = new Map<string, Set<string>>()
  for (const { outputs } of records) {
    for (const [path, { oid }] of Object.entries(outputs))
      written.set(path, (written.get(path) ?? new Set()).add(oid))
  }
  return written
}
