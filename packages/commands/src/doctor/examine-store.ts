import { SlipwayError } from '@slipway/core'
import type { OpenWorkspace } from '../open-workspace.ts'
import { type Finding, failed, ok, warning } from './finding.ts'
import { judgeRights, type Role } from './judge-rights.ts'
import { type Right, tryRights } from './try-rights.ts'

/** What was found at the shared store, and what this credential may do there; no rights where that was not tried. */
export interface ExaminedStore {
  readonly findings: readonly Finding[]
  readonly rights: readonly Right[]
}

/** A registry knows one right to write for all that lies in a repository of it. */
const ONE_RIGHT = warning(
  'store',
  'this credential writes both what pull requests write and what the default branch writes',
  'Fine for one person, and for pull requests that get no right to write packages: docs/guides/remotes/oci.md',
)

/** Tries the shared store instead of believing its settings. */
export async function examineStore(
  { remote }: Pick<OpenWorkspace, 'remote'>,
  role: Role,
): Promise<ExaminedStore> {
  if (!remote) {
    const hint =
      'Add `store: { remote: "file:///path" }` (or `s3://…`, `gs://…`, `az://…`, `oci://…`) to slipway.yaml, or set SLIPWAY_STORE: docs/guides/remotes.md'
    const what = 'no shared store is configured: data and runs stay on this machine'
    return { findings: [warning('store', what, hint)], rights: [] }
  }
  const { backend, url } = remote
  const there = ok('store', `${url} can be read and written`)
  try {
    if (backend.tryWriting) {
      await backend.tryWriting()
      return { findings: [there, ONE_RIGHT], rights: [] }
    }
    // What cannot even be begun says why; a right that is not there is tried next, and is no failure by itself.
    await backend.putIfAbsent('o/doctor/probe', Buffer.from('probe\n'))
    await backend.delete('o/doctor/probe')
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error
    const hint = error.hint ?? 'Check the address and the rights of this user'
    return { findings: [failed('store', `${url}: ${error.message}`, hint)], rights: [] }
  }
  const rights = await tryRights(remote)
  return { findings: [there, ...judgeRights(rights, role)], rights }
}
