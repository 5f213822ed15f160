import type { Output, RunRecord, RunStart, StoppedEarly, Usage } from '@slipway/core'
import type { StaleStage } from './plan.ts'
import type { FoundRun, RunLookup } from './plan-input.ts'
import type { RunBook, RunFacts } from './run-ports.ts'

/** A run whose outputs are in the store. */
export interface FinishedRun {
  readonly planned: StaleStage
  readonly outputs: Readonly<Record<string, Output>>
  /** At this run, the one that finished it last. */
  readonly starts: readonly RunStart[]
  readonly facts: RunFacts
  readonly usage: Usage | undefined
  readonly stoppedEarly: StoppedEarly | undefined
}

export interface PublishedRun {
  readonly run: FoundRun
  /** False where another runner was first: the run is that one's. */
  readonly created: boolean
}

/**
 * Publishes a run as an attempt of its key. Where another runner was first, its run counts and ours is dropped, unless a
 * further attempt was asked for: then ours becomes the next one.
 */
export async function publishRun(
  finished: FinishedRun,
  runs: RunLookup,
  book: RunBook,
): Promise<PublishedRun> {
  const { key, run: head } = finished.planned
  for (;;) {
    const winner = head ? undefined : await runs.findRun(key)
    if (winner) return { run: winner, created: false }
    const run = await book.publish(recordOf(finished, await book.nextAttempt(key)))
    if (run) return { run, created: true }
  }
}

function recordOf(
  { planned, outputs, starts, facts, usage, stoppedEarly }: FinishedRun,
  attempt: number,
): RunRecord {
  const energies = starts.map(({ energy_wh }) => energy_wh).filter((energy) => energy !== undefined)
  return {
    schema: 'slipway.run/v1',
    stage: planned.stage.name,
    key: planned.key,
    key_preimage: planned.preimage,
    attempt,
    domain: facts.domain,
    producer: facts.producer,
    outputs: { ...outputs },
    environment: facts.environment,
    timing: { started: starts[0]?.started ?? '', seconds: sum(starts.map(({ seconds }) => seconds)) },
    gpu_seconds: sum(starts.map(({ gpu_seconds }) => gpu_seconds)),
    ...(starts.length > 1 ? { starts: [...starts] } : {}),
    ...(energies.length > 0 ? { energy_wh: sum(energies) } : {}),
    ...(usage ? { usage } : {}),
    ...(stoppedEarly ? { stopped_early: stoppedEarly } : {}),
  }
}

/** To the millisecond. */
function sum(seconds: readonly number[]): number {
  return Math.round(seconds.reduce((total, each) => total + each, 0) * 1000) / 1000
}
