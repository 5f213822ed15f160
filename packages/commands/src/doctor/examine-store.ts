import { randomUUID } from 'node:crypto'
import { SlipwayError } from '@slipway/core'
import type { Store } from '@slipway/store'
import type { OpenWorkspace } from '../open-workspace.ts'
import { type Finding, failed, ok, warning } from './finding.ts'

/** Tries the shared store instead of believing its settings. */
export async function examineStore({ remote }: Pick<OpenWorkspace, 'remote'>): Promise<readonly Finding[]> {
  if (!remote) {
    return [
      warning(
        'store',
        'no shared store is configured: data and runs stay on this machine',
        'Add `store: { remote: "file:///path" }` (or `s3://…`, `gs://…`, `az://…`) to slipway.yaml, or set SLIPWAY_STORE: docs/guides/remotes.md',
      ),
    ]
  }
  const [write, decide] = [await mayWrite(remote, 'o'), await mayWrite(remote, 'verdicts')]
  return [
    write === true
      ? ok('store', `${remote.url} can be read and written`)
      : failed(
          'store',
          `${remote.url}: ${write.message}`,
          write.hint ?? 'Check the address and the rights of this user',
        ),
    ...(write === true && decide === true
      ? [
          warning(
            'store',
            'this credential writes both what pull requests write and what the default branch writes',
            'Fine for one person. In CI give pull requests another user, role or store: docs/guides/remotes.md',
          ),
        ]
      : []),
  ]
}

/** Writes and deletes a probe; true, or why not. */
async function mayWrite({ backend }: Store, folder: string): Promise<true | SlipwayError> {
  const path = `${folder}/doctor/${randomUUID()}`
  try {
    // As records and blobs are written: a policy may allow nothing else.
    await backend.putIfAbsent(path, Buffer.from('probe\n'))
    await backend.delete(path)
    return true
  } catch (error) {
    if (error instanceof SlipwayError) return error
    throw error
  }
}
