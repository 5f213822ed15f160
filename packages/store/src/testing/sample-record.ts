import { type Digest, type Domain, digestOf, type KeyPreimage, type RunRecord, runKey } from '@slipway/core'

/** A run record that is right in itself; `seed` tells one key from another, `seconds` one run from another. */
export function sampleRecord(
  options: { seed?: string; attempt?: number; domain?: Domain; seconds?: number; output?: Digest } = {},
): RunRecord {
  const preimage: KeyPreimage = {
    schema: 'slipway.run-key/v1',
    cmd: [`train ${options.seed ?? ''}`],
    wdir: '.',
    deps: {},
    params: {},
    env: {},
    outs: ['model'],
  }
  return {
    schema: 'slipway.run/v1',
    stage: 'train',
    key: runKey(preimage),
    key_preimage: preimage,
    attempt: options.attempt ?? 1,
    domain: options.domain ?? 'main',
    producer: null,
    outputs: { model: { kind: 'file', oid: options.output ?? digestOf('model'), bytes: 5 } },
    environment: { runner: 'r', os: 'linux', gpu: null, driver: null, image: null, tool: 'slipway 0' },
    timing: { started: '2026-01-02T03:04:05Z', seconds: options.seconds ?? 1 },
    gpu_seconds: 0,
  }
}
