import {
  type Digest,
  digestOf,
  formatRunRecord,
  type KeyPreimage,
  type Output,
  type RunRecord,
  runKey,
} from '@slipway/core'
import type { DataLookup, FoundRun, RunLookup } from '../plan-input.ts'

/** An output that is one file with this text. */
export function fileOutput(text: string): Output {
  return { kind: 'file', oid: digestOf(text), bytes: Buffer.byteLength(text) }
}

export function recordOf(
  stage: string,
  preimage: KeyPreimage,
  outputs: Readonly<Record<string, Output>>,
  attempt = 1,
): RunRecord {
  return {
    schema: 'slipway.run/v1',
    stage,
    key: runKey(preimage),
    key_preimage: preimage,
    attempt,
    domain: 'dev',
    producer: null,
    outputs: { ...outputs },
    environment: { runner: 'here', os: 'linux', gpu: null, driver: null, image: null, tool: 'slipway 0' },
    timing: { started: '2026-01-01T00:00:00Z', seconds: 1 },
    gpu_seconds: 0,
  }
}

/** Runs in memory. */
export class FakeRuns implements RunLookup {
  readonly #heads = new Map<Digest, FoundRun>()
  readonly asked: Digest[] = []

  add(record: RunRecord): FoundRun {
    const run = { record, digest: digestOf(formatRunRecord(record)), domain: record.domain, shared: false }
    this.#heads.set(record.key, run)
    return run
  }

  async findRun(key: Digest): Promise<FoundRun | undefined> {
    this.asked.push(key)
    return this.#heads.get(key)
  }
}

/** Entries of stored trees: `<tree's digest>/<path>` → output. */
export class FakeData implements DataLookup {
  readonly #entries: Readonly<Record<string, Output>>

  constructor(entries: Readonly<Record<string, Output>> = {}) {
    this.#entries = entries
  }

  async entry(tree: Output, path: string): Promise<Output | undefined> {
    return this.#entries[`${tree.oid}/${path}`]
  }
}
