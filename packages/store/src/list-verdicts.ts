import { type Digest, parseDigest } from '@slipway/core'
import type { RecordStore } from './record-store.ts'

/** Where a verdict lies, and what its path says. */
export interface ListedVerdict {
  readonly path: string
  /** The run key of its evaluation, or the model's digest where nothing was run. */
  readonly subject: Digest
  readonly digest: Digest
}

const VERDICT = /^([0-9a-f]{64})\/([0-9a-f]{64})$/

/** Every verdict on a model, in the order of their paths. Nothing is read. */
export async function listVerdicts(store: RecordStore, model: string): Promise<readonly ListedVerdict[]> {
  const prefix = `verdicts/${model}/`
  const verdicts: ListedVerdict[] = []
  for await (const { path } of store.backend.list(prefix)) {
    const [, subject, digest] = VERDICT.exec(path.slice(prefix.length)) ?? []
    if (subject === undefined || digest === undefined) continue
    verdicts.push({
      path,
      subject: parseDigest(`sha256:${subject}`),
      digest: parseDigest(`sha256:${digest}`),
    })
  }
  return verdicts.sort((a, b) => (a.path < b.path ? -1 : 1))
}
