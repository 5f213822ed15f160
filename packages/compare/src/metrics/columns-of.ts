import type { Gate } from '@slipway/core'

/** Columns of the predictions that a gate asks for, beyond those that every file has: slices, and columns that it judges. */
export function columnsOf({ slices, metrics }: Gate): readonly string[] {
  return [...slices, ...Object.values(metrics).flatMap(({ column }) => column ?? [])]
}
