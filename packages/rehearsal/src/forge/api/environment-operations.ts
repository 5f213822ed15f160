import { environmentOf, findEnvironment } from '../environments/environment-of.ts'
import { found, type RepositoryCall } from '../http/call.ts'
import { HttpError } from '../http/http-error.ts'
import type { RepositoryOperations } from '../http/operation.ts'
import { list, noContent, ok, type Reply } from '../http/reply.ts'
import { presentEnvironment } from '../present/deployment.ts'
import { presentSecret, presentVariable } from '../present/setting.ts'
import type { Account } from '../state/account.ts'
import type { Environment } from '../state/deployment.ts'

/** GitHub's limit. */
const MOST_REVIEWERS = 6

function environmentIn(call: RepositoryCall): Environment {
  return found(findEnvironment(call.repository, call.text('environment_name')))
}

function reviewersOf(
  call: RepositoryCall,
  named: readonly { readonly type?: string; readonly id?: number }[],
): readonly Account[] {
  if (named.length > MOST_REVIEWERS)
    throw new HttpError(422, `Reviewers cannot be more than ${MOST_REVIEWERS}`)
  const accounts = [...call.forge.accounts.values()]
  return named.map(({ type, id }) => {
    const account = accounts.find((candidate) => candidate.id === id)
    if (type === 'User' && account) return account
    throw new HttpError(422, `Reviewer ${type} ${id} does not exist`)
  })
}

function putEnvironment(call: RepositoryCall): Reply {
  const request = call.json<{
    readonly wait_timer?: number
    readonly prevent_self_review?: boolean
    readonly reviewers?: readonly { readonly type?: string; readonly id?: number }[] | null
    readonly deployment_branch_policy?: Environment['branchPolicy']
  }>()
  const reviewers = reviewersOf(call, request.reviewers ?? [])
  // What a request leaves out falls back to its default, as on GitHub.
  const environment = environmentOf(call.forge, call.repository, call.text('environment_name'))
  environment.waitMinutes = request.wait_timer ?? 0
  environment.preventSelfReview = request.prevent_self_review ?? false
  environment.reviewers = reviewers
  environment.branchPolicy = request.deployment_branch_policy ?? null
  environment.updatedAt = call.forge.time()
  return ok(presentEnvironment(call.forge, call.repository, environment))
}

export const environmentOperations: RepositoryOperations = {
  'GET /environments': {
    needs: ['actions:read', 'environments:read'],
    handle: (call) =>
      list(
        [...call.repository.environments.values()],
        (environment) => presentEnvironment(call.forge, call.repository, environment),
        'environments',
      ),
  },
  'GET /environments/{environment_name}': {
    needs: ['actions:read', 'environments:read'],
    handle: (call) => ok(presentEnvironment(call.forge, call.repository, environmentIn(call))),
  },
  'PUT /environments/{environment_name}': { needs: ['administration:write'], handle: putEnvironment },
  'DELETE /environments/{environment_name}': {
    needs: ['administration:write'],
    handle: (call) => {
      call.repository.environments.delete(environmentIn(call).name.toLowerCase())
      return noContent()
    },
  },
  'GET /environments/{environment_name}/secrets': {
    needs: ['environments:read'],
    handle: (call) => list([...environmentIn(call).secrets.values()], presentSecret, 'secrets'),
  },
  'GET /environments/{environment_name}/variables': {
    needs: ['environments:read'],
    handle: (call) => list([...environmentIn(call).variables.values()], presentVariable, 'variables'),
  },
}
