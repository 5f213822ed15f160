import { emitPullRequest } from '../events/pull-request-event.ts'
import { writeCommit } from '../git/commits.ts'
import { diffTrees } from '../git/diff.ts'
import { rememberCommits } from '../git/known-commits.ts'
import { mergedTree } from '../git/merge.ts'
import { found, type RepositoryCall } from '../http/call.ts'
import { HttpError } from '../http/http-error.ts'
import type { RepositoryOperations } from '../http/operation.ts'
import { accepted, created, list, noContent, ok, type Reply } from '../http/reply.ts'
import { presentCommit, presentFile } from '../present/commit.ts'
import { presentPull, presentPullSimple } from '../present/pull.ts'
import { repositoryApi } from '../present/repository.ts'
import { closePull } from '../pulls/follow-branches.ts'
import { mergePull } from '../pulls/merge-pull.ts'
import { openPull } from '../pulls/open-pull.ts'
import { pullStart } from '../pulls/pull-start.ts'
import { refreshPull } from '../pulls/refresh-pull.ts'
import { moveRefs } from '../refs/move-refs.ts'
import type { MergeMethod, PullRequest } from '../state/issue.ts'
import { levelOf } from '../state/rights.ts'
import { diffText } from './commit-operations.ts'
import { newest, refuseLongBody } from './thread-rules.ts'

export function pullOf(call: RepositoryCall): PullRequest {
  return found(call.repository.pulls.get(call.number('pull_number')))
}

function listPulls(call: RepositoryCall): Reply {
  const { query, repository } = call
  const state = query.get('state') ?? 'open'
  const head = query.get('head')
  const base = query.get('base')
  const pulls = [...repository.pulls.values()].filter(
    (pull) =>
      (state === 'all' || pull.state === state) &&
      (head === null || head === `${pull.head.repository.owner.login}:${pull.head.ref}`) &&
      (base === null || base === pull.base.ref),
  )
  return list(newest(pulls, query), (pull) => presentPullSimple(call.forge, repository, pull))
}

/** The head of a new pull request: a branch here, or "owner:branch" of a fork of this repository. */
function headOf(
  call: RepositoryCall,
  text: string,
): { repository: RepositoryCall['repository']; ref: string } {
  const [, owner, ref] = /^([^:]+):(.+)$/.exec(text) ?? []
  if (owner === undefined || ref === undefined) return { repository: call.repository, ref: text }
  const repository = call.forge.repositories.find(
    (candidate) =>
      candidate.owner.login.toLowerCase() === owner.toLowerCase() &&
      (candidate === call.repository || candidate.source === call.repository),
  )
  if (!repository) throw HttpError.validation([{ resource: 'PullRequest', field: 'head', code: 'invalid' }])
  return { repository, ref }
}

/** @throws HttpError 403 for a job, unless the repository's settings let workflows create and approve pull requests */
export function refuseWorkflows(call: RepositoryCall): void {
  if (call.actor.kind === 'job' && !call.repository.settings.workflowsApprove)
    throw new HttpError(403, 'GitHub Actions is not permitted to create or approve pull requests.')
}

function createPull(call: RepositoryCall): Promise<Reply> {
  const request = call.json<{
    readonly title?: string
    readonly body?: string | null
    readonly head: string
    readonly base: string
    readonly draft?: boolean
    readonly maintainer_can_modify?: boolean
  }>()
  const { title } = request
  if (title === undefined || title.trim() === '')
    throw HttpError.validation([{ resource: 'Issue', field: 'title', code: 'missing_field' }])
  refuseLongBody(request.body)
  refuseWorkflows(call)
  const head = headOf(call, request.head)
  if (call.actor.kind === 'user' && levelOf(call.actor, head.repository, 'contents') !== 'write')
    throw new HttpError(403, 'Resource not accessible by personal access token')
  return call.forge.refLock.run(async () => {
    const pull = await openPull(
      call.forge,
      call.repository,
      {
        title,
        body: request.body ?? null,
        head,
        base: request.base,
        draft: request.draft ?? false,
        maintainerCanModify: request.maintainer_can_modify ?? true,
      },
      call.pusher,
    )
    return created(presentPull(call.forge, call.repository, pull))
  })
}

function updatePull(call: RepositoryCall): Promise<Reply> {
  const pull = pullOf(call)
  const request = call.json<{ title?: string; body?: string; state?: 'open' | 'closed'; base?: string }>()
  if (!call.may('pull-requests:write') && call.account.id !== pull.author.id)
    throw new HttpError(403, 'Resource not accessible by personal access token')
  refuseLongBody(request.body)
  return call.forge.refLock.run(async () => {
    const { forge, repository } = call
    pull.title = request.title ?? pull.title
    pull.body = request.body ?? pull.body
    pull.updatedAt = forge.time()
    if (request.base !== undefined && request.base !== pull.base.ref) await retarget(call, pull, request.base)
    if (request.state === 'closed' && pull.state === 'open')
      await closePull(forge, repository, pull, call.pusher)
    if (request.state === 'open' && pull.state === 'closed') await reopen(call, pull)
    return ok(presentPull(forge, repository, pull))
  })
}

async function retarget(call: RepositoryCall, pull: PullRequest, base: string): Promise<void> {
  const branch = call.repository.branch(base)
  if (!branch) throw HttpError.validation([{ resource: 'PullRequest', field: 'base', code: 'invalid' }])
  pull.base.ref = base
  pull.base.sha = branch.oid
  await refreshPull(call.forge, call.repository, pull)
}

async function reopen(call: RepositoryCall, pull: PullRequest): Promise<void> {
  const head = pull.head.repository.branch(pull.head.ref)
  if (pull.merged || !head)
    throw HttpError.validation([{ resource: 'PullRequest', field: 'state', code: 'invalid' }])
  pull.state = 'open'
  pull.closedAt = null
  pull.closedBy = null
  pull.head.sha = head.oid
  pull.timeline.push({ kind: 'reopened', actor: call.account, at: call.forge.time(), sha: null })
  await refreshPull(call.forge, call.repository, pull)
  await emitPullRequest(call.forge, call.repository, pull, 'reopened', call.pusher)
}

function merge(call: RepositoryCall): Promise<Reply> {
  const pull = pullOf(call)
  const request = call.json<{
    readonly commit_title?: string
    readonly commit_message?: string
    readonly sha?: string
    readonly merge_method?: MergeMethod
  }>()
  return call.forge.refLock.run(async () => {
    const sha = await mergePull(
      call.forge,
      call.repository,
      pull,
      {
        method: request.merge_method ?? 'merge',
        sha: request.sha,
        title: request.commit_title,
        message: request.commit_message,
      },
      call.pusher,
    )
    return ok({ sha, merged: true, message: 'Pull Request successfully merged' })
  })
}

/** Merges the base branch into the head branch. */
function updateBranch(call: RepositoryCall): Promise<Reply> {
  const pull = pullOf(call)
  const { expected_head_sha: expected } = call.json<{ readonly expected_head_sha?: string }>()
  if (expected !== undefined && expected !== pull.head.sha)
    throw new HttpError(422, `expected head sha didn’t match current head ref.`)
  return call.forge.refLock.run(async () => {
    const { forge, repository } = call
    const base = found(repository.branch(pull.base.ref)).oid
    const head = pull.head.repository
    if (head !== repository)
      throw new HttpError(422, 'There are no permissions to update the branch of a fork')
    const tree = await mergedTree(repository.git, pull.head.sha, base)
    if (tree === undefined) throw new HttpError(422, 'merge conflict between base and head')
    const person = { name: call.account.name, email: call.account.email, date: forge.time() }
    const message = `Merge branch '${pull.base.ref}' into ${pull.head.ref}\n`
    const parents = [pull.head.sha, base]
    const to = await writeCommit(repository.git, {
      tree,
      parents,
      author: person,
      committer: person,
      message,
    })
    await moveRefs(forge, head, [{ ref: `refs/heads/${pull.head.ref}`, to }], call.pusher)
    return accepted({
      message: 'Updating pull request branch.',
      url: `${repositoryApi(forge.links, repository)}/pulls/${pull.number}`,
    })
  })
}

export const pullOperations: RepositoryOperations = {
  'GET /pulls': { needs: ['pull-requests:read'], handle: listPulls },
  'POST /pulls': { needs: ['pull-requests:write'], forEverybody: true, handle: createPull },
  'GET /pulls/{pull_number}': {
    needs: ['pull-requests:read'],
    handle: async (call) => {
      const pull = pullOf(call)
      if (!call.wants('diff')) return ok(presentPull(call.forge, call.repository, pull))
      return diffText(call.repository, await pullStart(call.repository, pull), pull.head.sha)
    },
  },
  'PATCH /pulls/{pull_number}': { needs: ['pull-requests:write'], forEverybody: true, handle: updatePull },
  'GET /pulls/{pull_number}/files': {
    needs: ['pull-requests:read'],
    handle: async (call) => {
      const pull = pullOf(call)
      const files = await diffTrees(
        call.repository.git,
        await pullStart(call.repository, pull),
        pull.head.sha,
      )
      return list(files, (file) => presentFile(call.forge, call.repository, file, pull.head.sha))
    },
  },
  'GET /pulls/{pull_number}/commits': {
    needs: ['pull-requests:read'],
    handle: async (call) => {
      const commits = await rememberCommits(call.repository, pullOf(call).commits)
      return list(commits, (commit) => presentCommit(call.forge, call.repository, commit))
    },
  },
  'GET /pulls/{pull_number}/merge': {
    needs: ['pull-requests:read'],
    handle: (call) => {
      if (!pullOf(call).merged) throw HttpError.notFound()
      return noContent()
    },
  },
  'PUT /pulls/{pull_number}/merge': { needs: ['contents:write'], handle: merge },
  'PUT /pulls/{pull_number}/update-branch': { needs: ['pull-requests:write'], handle: updateBranch },
}
