import { join } from 'node:path'
import { DvcBackend, openDvc, Store } from '@slipway/store'
import { findPointer } from '../data-target.ts'

interface Place {
  readonly root: string
  /** Targets, whose pointers in the work tree say what DVC calls them. */
  readonly data: readonly string[]
  /** Where everything goes that is fetched. */
  readonly local: Store
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
}

/** Opens a remote of DVC as a store that is only read from. @throws store/url-invalid */
export async function openDvcStore(
  address: string,
  { root, data, local, env, signal }: Place,
): Promise<Store> {
  const remote = await openDvc(address, { cwd: root, env })
  const pointers = () => data.flatMap((target) => findPointer(root, target) ?? [])
  return new Store(
    new DvcBackend({ remote, pointers, local, scratch: join(root, '.slipway', 'tmp'), signal }),
  )
}
