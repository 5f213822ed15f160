import type { Amounts } from '@slipway/store'
import { formatBytes, formatCount } from './format-bytes.ts'

/** `3 objects (1.2 MiB) pushed, 12 objects (4 MiB) already`. */
export function renderMoved({ moved, present }: Amounts, verb: string, rest: string): string {
  const amount = (count: { objects: number; bytes: number }) =>
    `${formatCount(count.objects, 'object')} (${formatBytes(count.bytes)})`
  if (moved.objects === 0) return `nothing ${verb}, ${amount(present)} ${rest}`
  if (present.objects === 0) return `${amount(moved)} ${verb}`
  return `${amount(moved)} ${verb}, ${amount(present)} ${rest}`
}
