import { describeBackend } from '../testing/backend-contract.ts'
import { StandInAzure } from '../testing/stand-in-azure.ts'
import { openStandInAzure } from '../testing/stand-in-backend.ts'
import { describeUnreliableServer } from '../testing/unreliable-server.ts'

describeBackend('AzureService (stand-in)', async () => {
  const azure = await StandInAzure.start()
  return { backend: openStandInAzure(azure).backend, close: () => azure.stop() }
})

describeUnreliableServer('AzureService', {
  start: StandInAzure.start,
  open: openStandInAzure,
  words: {
    overloaded: { status: 503, code: 'ServerBusy' },
    conflict: undefined,
    denied: { status: 403, code: 'AuthorizationPermissionMismatch' },
    expired: { status: 401, code: 'InvalidAuthenticationInfo' },
    refused: { status: 403, code: 'AuthenticationFailed' },
    homeless: { status: 404, code: 'ContainerNotFound' },
    skewed: { status: 403, code: 'AuthenticationFailed' },
    rights: {
      read: 'blobs/read',
      size: 'blobs/read',
      write: 'blobs/add/action',
      delete: 'blobs/delete',
      list: 'blobs/read',
    },
  },
})
