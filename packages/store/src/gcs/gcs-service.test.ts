import { describeBackend } from '../testing/backend-contract.ts'
import { openStandInGcs } from '../testing/stand-in-backend.ts'
import { StandInGcs } from '../testing/stand-in-gcs.ts'
import { describeUnreliableServer } from '../testing/unreliable-server.ts'

describeBackend('GcsService (stand-in)', async () => {
  const gcs = await StandInGcs.start()
  return { backend: openStandInGcs(gcs).backend, close: () => gcs.stop() }
})

describeUnreliableServer('GcsService', {
  start: StandInGcs.start,
  open: openStandInGcs,
  words: {
    overloaded: { status: 503, code: 'backendError' },
    conflict: { status: 409, code: 'conflict' },
    denied: { status: 403, code: 'forbidden' },
    expired: { status: 401, code: 'authError' },
    refused: undefined,
    homeless: { status: 404, code: 'notFound', detail: 'The specified bucket does not exist.' },
    skewed: undefined,
    rights: {
      read: 'storage.objects.get',
      size: 'storage.objects.list',
      write: 'storage.objects.create',
      delete: 'storage.objects.delete',
      list: 'storage.objects.list',
    },
  },
})
