import { checksOf, findCheck, jobCheck, latestChecks } from '../checks/checks-of.ts'
import { rememberCommits } from '../git/known-commits.ts'
import { found, type RepositoryCall } from '../http/call.ts'
import { HttpError } from '../http/http-error.ts'
import type { RepositoryOperations } from '../http/operation.ts'
import { created, list, ok, type Reply } from '../http/reply.ts'
import { type CheckSuite, presentAnnotation, presentCheck, presentSuite } from '../present/check.ts'
import type { CheckAnnotation, CheckConclusion, CheckRun, CheckStatus } from '../state/check.ts'
import { requireCommit } from './commit-operations.ts'

interface CheckRequest {
  readonly name?: string
  readonly head_sha?: string
  readonly details_url?: string
  readonly external_id?: string
  readonly status?: CheckStatus
  readonly conclusion?: CheckConclusion
  readonly started_at?: string
  readonly completed_at?: string
  readonly output?: {
    readonly title?: string
    readonly summary: string
    readonly text?: string
    readonly annotations?: readonly {
      readonly path: string
      readonly start_line: number
      readonly end_line: number
      readonly start_column?: number
      readonly end_column?: number
      readonly annotation_level: CheckAnnotation['level']
      readonly message: string
      readonly title?: string
      readonly raw_details?: string
    }[]
  }
}

function applyCheck(call: RepositoryCall, check: CheckRun, request: CheckRequest): void {
  const time = call.forge.time()
  check.name = request.name ?? check.name
  check.externalId = request.external_id ?? check.externalId
  check.detailsUrl = request.details_url ?? check.detailsUrl
  check.startedAt = request.started_at ?? check.startedAt
  // A conclusion completes a check.
  check.status = request.conclusion === undefined ? (request.status ?? check.status) : 'completed'
  if (check.status === 'completed') {
    if (request.conclusion === undefined && check.conclusion === null)
      throw HttpError.validation([{ resource: 'CheckRun', field: 'conclusion', code: 'missing_field' }])
    check.conclusion = request.conclusion ?? check.conclusion
    check.completedAt = request.completed_at ?? check.completedAt ?? time
  } else {
    check.conclusion = null
    check.completedAt = null
  }
  if (!request.output) return
  const { title, summary, text } = request.output
  check.output = { title: title ?? check.output.title, summary, text: text ?? check.output.text }
  for (const annotation of request.output.annotations ?? [])
    check.annotations.push({
      path: annotation.path,
      level: annotation.annotation_level,
      message: annotation.message,
      startLine: annotation.start_line,
      endLine: annotation.end_line,
      ...(annotation.start_column === undefined ? {} : { startColumn: annotation.start_column }),
      ...(annotation.end_column === undefined ? {} : { endColumn: annotation.end_column }),
      ...(annotation.title === undefined ? {} : { title: annotation.title }),
      ...(annotation.raw_details === undefined ? {} : { rawDetails: annotation.raw_details }),
    })
}

/** Only Apps post checks; a job's token is one. */
function requireApp(call: RepositoryCall): void {
  if (call.actor.kind !== 'job') throw new HttpError(403, 'You must authenticate via a GitHub App.')
}

async function createCheck(call: RepositoryCall): Promise<Reply> {
  requireApp(call)
  const { forge, repository } = call
  const request = call.json<CheckRequest>()
  const { oid } = await requireCommit(repository, request.head_sha ?? '')
  const check: CheckRun = {
    id: forge.nextId(),
    suiteId: repository.suites.get(oid) ?? forge.nextId(),
    headSha: oid,
    name: '',
    externalId: null,
    detailsUrl: null,
    status: 'queued',
    conclusion: null,
    startedAt: forge.time(),
    completedAt: null,
    output: { title: null, summary: null, text: null },
    annotations: [],
  }
  applyCheck(call, check, request)
  repository.suites.set(oid, check.suiteId)
  repository.checks.set(check.id, check)
  return created(presentCheck(forge, repository, check))
}

function updateCheck(call: RepositoryCall): Reply {
  requireApp(call)
  const check = found(call.repository.checks.get(call.number('check_run_id')))
  const request = call.json<CheckRequest>()
  applyCheck(call, check, request)
  return ok(presentCheck(call.forge, call.repository, check))
}

function listChecks(call: RepositoryCall, checks: readonly CheckRun[]): Reply {
  const { query } = call
  const name = query.get('check_name')
  const status = query.get('status')
  const shown = (query.get('filter') === 'all' ? checks : latestChecks(checks)).filter(
    (check) => (name === null || check.name === name) && (status === null || check.status === status),
  )
  return list(shown, (check) => presentCheck(call.forge, call.repository, check), 'check_runs')
}

/** The suites of a commit: one for each run, one for what was posted. */
async function suitesOf(call: RepositoryCall, sha: string): Promise<readonly CheckSuite[]> {
  const { repository } = call
  await rememberCommits(repository, [sha])
  const runs = [...repository.runs.values()]
    .filter((entry) => entry.run.event.headSha === sha)
    .map((entry) => ({
      id: entry.checkSuiteId,
      sha,
      branch: entry.run.event.headBranch,
      checks: entry.run.jobs.map((job) => jobCheck(repository, entry, job)),
      createdAt: entry.run.createdAt,
    }))
  const posted = [...repository.checks.values()].filter((check) => check.headSha === sha)
  const suite = repository.suites.get(sha)
  const [first] = posted
  if (suite === undefined || !first) return runs
  return [
    ...runs,
    { id: suite, sha, branch: null, checks: posted, createdAt: first.startedAt ?? call.forge.time() },
  ]
}

async function findSuite(call: RepositoryCall): Promise<CheckSuite> {
  const id = call.number('check_suite_id')
  const shas = new Set([
    ...call.repository.suites.keys(),
    ...[...call.repository.runs.values()].map((entry) => entry.run.event.headSha),
  ])
  for (const sha of shas) {
    const suite = (await suitesOf(call, sha)).find((candidate) => candidate.id === id)
    if (suite) return suite
  }
  throw HttpError.notFound()
}

export const checkOperations: RepositoryOperations = {
  'POST /check-runs': { needs: ['checks:write'], handle: createCheck },
  'GET /check-runs/{check_run_id}': {
    needs: ['checks:read'],
    handle: (call) =>
      ok(
        presentCheck(
          call.forge,
          call.repository,
          found(findCheck(call.repository, call.number('check_run_id'))),
        ),
      ),
  },
  'PATCH /check-runs/{check_run_id}': { needs: ['checks:write'], handle: updateCheck },
  'GET /check-runs/{check_run_id}/annotations': {
    needs: ['checks:read'],
    handle: (call) => {
      const check = found(findCheck(call.repository, call.number('check_run_id')))
      return list(check.annotations, (annotation) =>
        presentAnnotation(call.forge, call.repository, annotation, check.headSha),
      )
    },
  },
  'GET /commits/{ref}/check-runs': {
    needs: ['checks:read'],
    handle: async (call) => {
      const { oid } = await requireCommit(call.repository, call.text('ref'))
      return listChecks(call, checksOf(call.repository, oid))
    },
  },
  'GET /commits/{ref}/check-suites': {
    needs: ['checks:read'],
    handle: async (call) => {
      const { oid } = await requireCommit(call.repository, call.text('ref'))
      const suites = await suitesOf(call, oid)
      return list(suites, (suite) => presentSuite(call.forge, call.repository, suite), 'check_suites')
    },
  },
  'GET /check-suites/{check_suite_id}': {
    needs: ['checks:read'],
    handle: async (call) => ok(presentSuite(call.forge, call.repository, await findSuite(call))),
  },
  'GET /check-suites/{check_suite_id}/check-runs': {
    needs: ['checks:read'],
    handle: async (call) => listChecks(call, (await findSuite(call)).checks),
  },
}
