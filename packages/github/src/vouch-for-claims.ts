import {
  CLAIMS_ARTIFACT,
  type Claims,
  carriedOutputs,
  type Digest,
  type RunRecord,
  runKey,
} from '@slipway/core'
import type { FoundArtifact } from './artifact.ts'
import type { PullRequest } from './pull-request.ts'
import { chainProblem } from './record-chain.ts'
import type { Run } from './run.ts'

/** What GitHub says about a run and its artifact, and what the archive held. */
export interface VouchFacts {
  /** `owner/name` of this repository, and its default branch. */
  readonly repository: string
  readonly defaultBranch: string
  /** Path of the workflow file that makes claims. */
  readonly workflowPath: string
  readonly run: Run
  /** The run that asks: its own artifact is complete though the run is not. */
  readonly ownRunId: number | null
  readonly artifact: FoundArtifact
  /** Of the archive's bytes as they were downloaded. */
  readonly archiveDigest: Digest
  readonly maxBytes: number
  /** The pull request that the claims name, as GitHub has it now; null where they name none. */
  readonly pullRequest: PullRequest | null
  readonly records: ReadonlyMap<Digest, RunRecord>
  readonly objects: { has(digest: Digest): boolean }
}

export type VouchCode =
  | 'run-elsewhere'
  | 'run-incomplete'
  | 'run-of-other-workflow'
  | 'artifact-of-other-run'
  | 'artifact-ambiguous'
  | 'artifact-too-large'
  | 'artifact-digest'
  | 'claims-repository'
  | 'claims-run'
  | 'claims-attempt'
  | 'claims-head'
  | 'claims-event'
  | 'head-moved'
  | 'claims-trust'
  | 'object-missing'
  | 'record-key'
  | 'record-chain'

export type Vouched =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: VouchCode; readonly reason: string }

/**
 * Whether GitHub vouches for claims: the checks of docs/formats/claims.md in their order, the first that fails decides.
 * Pure and total. Claims that are vouched for may still come from a fork; see their `trusted`.
 */
export function vouchForClaims(facts: VouchFacts, claims: Claims): Vouched {
  for (const check of CHECKS) {
    const failed = check(facts, claims)
    if (failed) return { ok: false, code: failed[0], reason: failed[1] }
  }
  return { ok: true }
}

type Check = (facts: VouchFacts, claims: Claims) => readonly [VouchCode, string] | undefined

const CHECKS: readonly Check[] = [
  ({ run, repository }) =>
    run.repository === repository
      ? undefined
      : ['run-elsewhere', `Run ${run.id} belongs to ${run.repository}, not to ${repository}`],
  ({ run, ownRunId }) =>
    run.status === 'completed' || run.id === ownRunId
      ? undefined
      : ['run-incomplete', `Run ${run.id} is ${run.status}, not completed`],
  ({ run, workflowPath }) =>
    run.workflowPath === workflowPath || run.trains !== null
      ? undefined
      : ['run-of-other-workflow', `Run ${run.id} is of ${run.workflowPath}, not of ${workflowPath}`],
  ({ run, artifact: { artifact } }) =>
    artifact.runId === run.id && artifact.name === CLAIMS_ARTIFACT
      ? undefined
      : ['artifact-of-other-run', `Artifact ${artifact.id} is not "${CLAIMS_ARTIFACT}" of run ${run.id}`],
  ({ run, artifact: { sameName } }) =>
    sameName === 1
      ? undefined
      : ['artifact-ambiguous', `Run ${run.id} has ${sameName} artifacts "${CLAIMS_ARTIFACT}", not one`],
  ({ artifact: { artifact }, maxBytes }) =>
    artifact.bytes <= maxBytes
      ? undefined
      : ['artifact-too-large', `The artifact has ${artifact.bytes} bytes, more than ${maxBytes}`],
  ({ artifact: { artifact }, archiveDigest }) =>
    artifact.digest === archiveDigest
      ? undefined
      : [
          'artifact-digest',
          `The artifact's bytes are ${archiveDigest}; GitHub says ${artifact.digest ?? 'nothing'}`,
        ],
  ({ repository }, claims) =>
    claims.repository === repository
      ? undefined
      : ['claims-repository', `The artifact claims to be of another repository than ${repository}`],
  ({ run }, claims) =>
    claims.run_id === run.id
      ? undefined
      : ['claims-run', `The artifact of run ${run.id} names run ${claims.run_id}`],
  ({ run }, claims) =>
    claims.run_attempt === run.attempt
      ? undefined
      : [
          'claims-attempt',
          `The artifact names attempt ${claims.run_attempt} of run ${run.id}, not ${run.attempt}`,
        ],
  ({ run }, claims) =>
    claims.head_sha === run.headSha
      ? undefined
      : ['claims-head', `The artifact names head ${claims.head_sha}; run ${run.id} was for ${run.headSha}`],
  checkEvent,
  checkHead,
  ({ run, repository }, claims) =>
    claims.trusted === (run.headRepository === repository)
      ? undefined
      : [
          'claims-trust',
          `The head lives in ${run.headRepository ?? 'no repository'}; the artifact claims otherwise`,
        ],
  checkObjects,
  ({ records }) => {
    const wrong = [...records].find(([, record]) => runKey(record.key_preimage) !== record.key)
    return wrong && ['record-key', `The key of record ${wrong[0]} is not the digest of its preimage`]
  },
  ({ records }, claims) => {
    const problem = chainProblem(claims, records)
    return problem === undefined ? undefined : ['record-chain', problem]
  },
]

/** Events by which the default branch's own code runs; a push to any other branch speaks for nobody. */
const DEFAULT_BRANCH_EVENTS = new Set([
  'push',
  'workflow_dispatch',
  'repository_dispatch',
  'schedule',
  'workflow_run',
])

function checkEvent({ run, defaultBranch }: VouchFacts, claims: Claims): ReturnType<Check> {
  const wrong = (expected: string) =>
    [
      'claims-event',
      `Run ${run.id} was started by ${run.event} on ${run.headBranch}; expected ${expected}`,
    ] as const
  // The file is the default branch's, and the title, which GitHub keeps, says for which pull request it ran.
  if (run.trains !== null)
    return run.headBranch === defaultBranch && claims.pull_request === run.trains
      ? undefined
      : wrong(`a training of #${run.trains} on ${defaultBranch}`)
  if (claims.pull_request !== null) return run.event === 'pull_request' ? undefined : wrong('a pull request')
  if (run.event === 'merge_group')
    return run.headBranch?.startsWith(`gh-readonly-queue/${defaultBranch}/`)
      ? undefined
      : wrong(`the merge queue of ${defaultBranch}`)
  return DEFAULT_BRANCH_EVENTS.has(run.event) && run.headBranch === defaultBranch
    ? undefined
    : wrong(`an event on ${defaultBranch}`)
}

function checkHead({ run, pullRequest }: VouchFacts, claims: Claims): ReturnType<Check> {
  if (claims.pull_request === null) return undefined
  if (pullRequest?.number !== claims.pull_request)
    return ['head-moved', `The artifact names #${claims.pull_request}, which was not looked up`]
  if (pullRequest.headSha !== run.headSha)
    return [
      'head-moved',
      `The head of #${pullRequest.number} is ${pullRequest.headSha} now, not ${run.headSha}`,
    ]
  if (run.trains === null && pullRequest.headRepository !== run.headRepository)
    return [
      'head-moved',
      `The head of #${pullRequest.number} lives in ${pullRequest.headRepository}; run ${run.id} was for ${run.headRepository}`,
    ]
  return undefined
}

function checkObjects({ objects }: VouchFacts, claims: Claims): ReturnType<Check> {
  for (const [name, model] of Object.entries(claims.models)) {
    const missing = carriedOutputs(model).find(({ oid }) => !objects.has(oid))
    if (missing) return ['object-missing', `The artifact lacks ${missing.oid}, which ${name} refers to`]
  }
  return undefined
}
