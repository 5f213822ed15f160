import { found } from '../http/call.ts'
import type { RepositoryOperations } from '../http/operation.ts'
import { list, noContent, ok } from '../http/reply.ts'
import { presentSecret, presentVariable } from '../present/setting.ts'

export const settingOperations: RepositoryOperations = {
  'GET /actions/permissions/workflow': {
    needs: ['administration:read'],
    handle: ({ repository }) =>
      ok({
        default_workflow_permissions: repository.settings.workflowPermissions,
        can_approve_pull_request_reviews: repository.settings.workflowsApprove,
      }),
  },
  'PUT /actions/permissions/workflow': {
    needs: ['administration:write'],
    handle: (call) => {
      const request = call.json<{
        readonly default_workflow_permissions?: 'read' | 'write'
        readonly can_approve_pull_request_reviews?: boolean
      }>()
      const { settings } = call.repository
      settings.workflowPermissions = request.default_workflow_permissions ?? settings.workflowPermissions
      settings.workflowsApprove = request.can_approve_pull_request_reviews ?? settings.workflowsApprove
      return noContent()
    },
  },
  'GET /actions/secrets': {
    needs: ['secrets:read'],
    handle: ({ repository }) => list([...repository.secrets.values()], presentSecret, 'secrets'),
  },
  'GET /actions/secrets/{secret_name}': {
    needs: ['secrets:read'],
    handle: (call) =>
      ok(presentSecret(found(call.repository.secrets.get(call.text('secret_name').toUpperCase())))),
  },
  'GET /actions/variables': {
    needs: ['variables:read'],
    handle: ({ repository }) => list([...repository.variables.values()], presentVariable, 'variables'),
  },
  'GET /actions/variables/{name}': {
    needs: ['variables:read'],
    handle: (call) =>
      ok(presentVariable(found(call.repository.variables.get(call.text('name').toUpperCase())))),
  },
}
