import { type Domain, digestOf, formatRunRecord, type RunRecord, readableDomains } from '@slipway/core'
import type { FoundRun, RunBook } from '@slipway/pipeline'
import { type Store, transfer } from '@slipway/store'
import type { Context } from './context.ts'
import type { OpenWorkspace } from './open-workspace.ts'

/**
 * Publishes runs: in the shared store, to which their outputs are copied first, or in this machine's own where there is none
 * or nothing is to be shared. A run has one home, so that a revocation there is seen.
 */
export function runBook(open: OpenWorkspace, context: Context, push: boolean): RunBook {
  const { local, domain, lookups } = open
  const shared = push ? open.remote : undefined
  const home = shared ?? local
  return {
    nextAttempt: async (key) => {
      const next = await Promise.all(readableDomains(domain).map((each) => home.nextAttempt(each, key)))
      return Math.max(...next)
    },
    publish: async (record) => {
      if (shared) await pushOutputs(record, open, shared, context)
      const { created, digest } = await home.putRecord(domain, record)
      return created ? { record, digest, domain, shared: shared !== undefined } : undefined
    },
    share: async (run): Promise<FoundRun> => {
      if (!shared) return run
      await pushOutputs(run.record, open, shared, context)
      const { record, digest } = await shared.putRecord(domain, run.record)
      // Another runner may have been first: then its run counts.
      const head = await lookups.runs.findRun(record.key)
      if (head?.shared) return head
      context.progress.warn(
        `the run ${digest} of stage "${record.stage}" stays on this machine: its attempt was revoked in ${shared.url}`,
      )
      return run
    },
  }
}

/** Keeps no run: for one that is only compared. */
export function trialBook(domain: Domain): RunBook {
  return {
    nextAttempt: async () => 1,
    publish: async (record) => ({ record, digest: digestOf(formatRunRecord(record)), domain, shared: false }),
    share: async (run) => run,
  }
}

async function pushOutputs(
  { stage, outputs }: RunRecord,
  { local, domain }: OpenWorkspace,
  shared: Store,
  { progress, signal }: Context,
): Promise<void> {
  const total = Object.values(outputs).reduce((sum, { bytes }) => sum + bytes, 0)
  const task = progress.task(`Pushing the outputs of ${stage}`, total, 'bytes')
  for (const output of Object.values(outputs))
    await transfer(output, [local], shared, {
      progress: (bytes) => task.advance(bytes),
      signal,
      // What the default branch publishes is believed, and others may have written what is there.
      trusted: domain === 'main',
    })
  task.done()
}
