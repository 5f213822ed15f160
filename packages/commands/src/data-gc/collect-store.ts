import { collectGarbage, type GcProgress, trimStore } from '@slipway/store'
import type { Context } from '../context.ts'
import type { DataGcResult } from '../data-gc.ts'
import { commandError } from '../error.ts'
import { openWorkspace, requireRemote } from '../open-workspace.ts'
import { gatherRoots } from './gather-roots.ts'
import { parseAge, parseSize } from './parse-amount.ts'

const DAY_MS = 24 * 3600 * 1000
/** Longer than a run (35 days) and an approval (30 days) on GitHub can take. */
const SHARED = { grace: '45d', leastMs: 36 * DAY_MS }
/** Longer than anything that begins and ends on one machine. */
const LOCAL = { grace: '24h', leastMs: DAY_MS }

export interface CollectOptions {
  readonly apply: boolean
  readonly remote: boolean
  readonly grace: string | undefined
  readonly keepRuns: string
  readonly history: 'all' | 'tips'
}

/** Collects this machine's store, or the shared one. @throws gc/option-invalid and the errors of gatherRoots() and collectGarbage() */
export async function collectStore(context: Context, options: CollectOptions): Promise<DataGcResult> {
  const { apply, remote, history } = options
  const { grace, leastMs } = remote ? SHARED : LOCAL
  const graceMs = parseAge('grace', options.grace ?? grace, leastMs)
  const keepRunsMs = parseAge('keep-runs', options.keepRuns)
  if (!remote) refuseShared(context.env.SLIPWAY_RUNNER_STORE)
  const open = await openWorkspace(context)
  const store = remote ? requireRemote(open, 'collect') : open.local
  const roots = await gatherRoots(context, open.repository, store, { history, shared: remote })
  const task = context.progress.task(`Looking through ${store.url}`, undefined, 'files')
  const progress: GcProgress = (step, amount) => {
    if (step !== 'followed') task.advance(amount)
  }
  const { nextMs, ...result } = await collectGarbage(store, roots, {
    apply,
    graceMs,
    keepRunsMs,
    now: context.now(),
    progress,
    signal: context.signal,
  })
  task.done()
  const next = nextMs === null ? null : new Date(nextMs).toISOString()
  return { store: store.url, shared: remote, applied: apply, mode: 'collect', next, ...result }
}

/** A folder in which other clones keep objects too: what they need cannot be seen from here. */
function refuseShared(folder: string | undefined): void {
  if (!folder) return
  throw commandError(
    'gc/store-shared',
    `Cannot collect: the clones of this machine share "${folder}" (SLIPWAY_RUNNER_STORE), and only this one can be looked at; expected a store of its own`,
    { hint: 'Trim it: `slipway data gc --apply --max-size 200GB` drops only what the shared store has' },
  )
}

/** Trims this machine's store to a size. @throws gc/option-invalid, workspace/remote-missing */
export async function trimLocal(context: Context, size: string, apply: boolean): Promise<DataGcResult> {
  const maxBytes = parseSize('max-size', size)
  const open = await openWorkspace(context)
  const remote = requireRemote(open, 'trim')
  const { now, signal } = context
  const result = await trimStore(open.local, remote, { maxBytes, apply, now: now(), signal })
  return { store: open.local.url, shared: false, applied: apply, mode: 'trim', ...result }
}
