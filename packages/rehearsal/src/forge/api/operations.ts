import type { RepositoryOperation, RepositoryOperations, RootOperation } from '../http/operation.ts'
import { artifactOperations } from './artifact-operations.ts'
import { attestationOperations } from './attestation-operations.ts'
import { branchOperations } from './branch-operations.ts'
import { checkOperations } from './check-operations.ts'
import { commitOperations } from './commit-operations.ts'
import { contentsOperations } from './contents-operations.ts'
import { deploymentOperations } from './deployment-operations.ts'
import { environmentOperations } from './environment-operations.ts'
import { gitOperations } from './git-operations.ts'
import { issueOperations } from './issue-operations.ts'
import { pullOperations } from './pull-operations.ts'
import { refOperations } from './ref-operations.ts'
import { releaseOperations } from './release-operations.ts'
import { repositoryOperations } from './repository-operations.ts'
import { reviewOperations } from './review-operations.ts'
import { rootOperations } from './root-operations.ts'
import { runOperations } from './run-operations.ts'
import { runnerOperations } from './runner-operations.ts'
import { settingOperations } from './setting-operations.ts'
import { statusOperations } from './status-operations.ts'
import { workflowOperations } from './workflow-operations.ts'

const REPOSITORY_OPERATIONS: RepositoryOperations = {
  ...repositoryOperations,
  ...branchOperations,
  ...contentsOperations,
  ...commitOperations,
  ...gitOperations,
  ...refOperations,
  ...pullOperations,
  ...reviewOperations,
  ...issueOperations,
  ...checkOperations,
  ...statusOperations,
  ...releaseOperations,
  ...deploymentOperations,
  ...environmentOperations,
  ...settingOperations,
  ...runnerOperations,
  ...workflowOperations,
  ...runOperations,
  ...artifactOperations,
  ...attestationOperations,
}

/** An operation, and what it is about. */
export type Target =
  | { readonly scope: 'root'; readonly operation: RootOperation }
  | { readonly scope: 'repository'; readonly operation: RepositoryOperation }

/** Prefix of all operations on a repository. */
const REPOSITORY_PATH = '/repos/{owner}/{repo}'

/** Every operation of the API, by its key in GitHub's description. */
export function allOperations(): Readonly<Record<string, Target>> {
  const root = Object.entries(rootOperations).map(
    ([key, operation]) => [key, { scope: 'root', operation }] as const,
  )
  const repository = Object.entries(REPOSITORY_OPERATIONS).map(([key, operation]) => {
    const [method, path = ''] = key.split(' ')
    return [`${method} ${REPOSITORY_PATH}${path}`, { scope: 'repository', operation }] as const
  })
  return Object.fromEntries([...root, ...repository])
}
