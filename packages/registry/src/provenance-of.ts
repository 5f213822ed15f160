import { canonicalJson, type Digest, hexOf, type ModelJson, type Output, type RunRecord } from '@slipway/core'

export interface ProvenanceInput {
  readonly modelJson: ModelJson
  /** Record of the run that made the model. */
  readonly record: RunRecord
  /** Address of the repository: `https://github.com/owner/name`. */
  readonly repositoryUrl: string
}

/** Names the content of `externalParameters`: docs/formats/run-key.md. */
const BUILD_TYPE = 'urn:slipway:run:v1'

/**
 * An in-toto Statement v1 with a SLSA provenance v1 predicate: the model's digest, and what it was made of. Canonical
 * JSON; unsigned, since signing is the attestation's work.
 *
 * @see https://slsa.dev/spec/v1.0/provenance
 * @see https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md
 */
export function provenanceOf({ modelJson, record, repositoryUrl }: ProvenanceInput): string {
  const { cmd, wdir, params, env, outs } = record.key_preimage
  const { producer, environment, timing } = record
  const started = Date.parse(timing.started)
  const run = `${repositoryUrl}/actions/runs/${producer?.run_id}/attempts/${producer?.run_attempt}`
  return canonicalJson({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: modelJson.file.path, digest: digestSet(modelJson.file) }],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: BUILD_TYPE,
        externalParameters: { stage: record.stage, cmd, wdir, params, env, outs },
        internalParameters: { run_key: record.key, attempt: record.attempt, environment },
        resolvedDependencies: dependencies(modelJson, repositoryUrl),
      },
      runDetails: {
        builder: {
          id: producer === null ? `${repositoryUrl}#local` : `${repositoryUrl}/${workflowOf(producer)}`,
        },
        metadata: {
          ...(producer === null ? {} : { invocationId: run }),
          startedOn: new Date(started).toISOString(),
          finishedOn: new Date(started + timing.seconds * 1000).toISOString(),
        },
        byproducts: [{ name: 'verdict', digest: sha256(modelJson.verdict) }],
      },
    },
  })
}

function dependencies(modelJson: ModelJson, repositoryUrl: string): object[] {
  return [
    { uri: `git+${repositoryUrl}`, digest: { gitCommit: modelJson.commit } },
    ...modelJson.data.map(({ path, oid }) => ({ name: path, digest: sha256(oid) })),
    { name: 'run record', digest: sha256(modelJson.run.record) },
    ...(modelJson.evaluation === null
      ? []
      : [{ name: 'evaluation record', digest: sha256(modelJson.evaluation.record) }]),
  ]
}

function workflowOf(producer: NonNullable<RunRecord['producer']>): string {
  // GitHub writes "owner/name/.github/workflows/x.yml@ref".
  return producer.workflow_ref.split('/').slice(2).join('/')
}

function sha256(digest: Digest): { readonly sha256: string } {
  return { sha256: hexOf(digest) }
}

/** The digest of a folder is that of its listing, which no other tool computes: it gets a name of its own. */
function digestSet(output: Output): Readonly<Record<string, string>> {
  return output.kind === 'tree' ? { slipwayTreeV1: hexOf(output.oid) } : sha256(output.oid)
}
