import { type Digest, formatPlacement, type Placement, placementPath } from '@slipway/core'
import type { Backend } from './backend.ts'
import { readWhole } from './read-whole.ts'

/**
 * Writes where the pieces of a blob or tree lie. Another placement is written over; an equal one stays, so that who may write
 * over nothing can push what is there already.
 */
export async function writePlacement(
  backend: Backend,
  oid: Digest,
  placement: Partial<Placement>,
): Promise<void> {
  const path = placementPath(oid)
  const text = Buffer.from(formatPlacement(placement))
  if ((await backend.putIfAbsent(path, text)) === 'created') return
  if (Buffer.compare(await readWhole(backend.read(path)), text) !== 0) await backend.put(path, text)
}
