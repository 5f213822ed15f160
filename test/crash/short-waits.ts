import { syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers/promises'

// Loaded before an action (`node --import`): a second of waiting between two tries takes a hundredth of one.

const later = globalThis.setTimeout
globalThis.setTimeout = ((work: () => void, ms = 0, ...args: unknown[]) =>
  later(work, ms / 100, ...(args as []))) as typeof setTimeout
const sleep = timers.setTimeout
timers.setTimeout = ((ms = 0, ...rest: []) => sleep(ms / 100, ...rest)) as typeof sleep
syncBuiltinESMExports()
