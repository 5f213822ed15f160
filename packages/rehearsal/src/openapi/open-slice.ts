import slice from './generated/slice.json' with { type: 'json' }
import type { Slice } from './slice.ts'

/** The committed slice of GitHub's description; `scripts/openapi-slice.ts` cuts it anew. */
export function openSlice(): Slice {
  return slice as unknown as Slice
}
