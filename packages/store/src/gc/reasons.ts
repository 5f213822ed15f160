/**
 * Why something is kept, the strongest reason first: an object counts for the first that reaches it. `branch` is a run of a
 * stage as it is at the end of a branch or another ref.
 */
export const REASONS = [
  'release',
  'pull request',
  'pointer',
  'branch',
  'recent run',
  'recent verdict',
  'checkpoint',
] as const

/** `waiting`: nothing leads to what leads to it, but that stays for now. */
export type Reason = (typeof REASONS)[number] | 'waiting'
