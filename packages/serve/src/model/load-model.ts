import { readFile } from 'node:fs/promises'
import {
  inspectModel,
  type ModelInfo,
  openRunner,
  type Runtime,
  type Signature,
  signatureOf,
  type Tensor,
} from '@slipway/onnx'
import { serveError } from '../error.ts'
import type { Limits } from '../limits.ts'
import type { InferRequest } from '../protocol/infer-request.ts'
import type { Execute } from './batch-queue.ts'
import { rowsOf, splitRows } from './batching.ts'
import type { DesiredModel } from './desired-model.ts'
import { checkGolden, goldenRequest } from './golden.ts'
import type { ModelCache } from './model-cache.ts'
import { probeBatching } from './probe-batching.ts'
import { sampleRequest } from './sample-request.ts'
import { ServedModel } from './served-model.ts'
import { Supervisor } from './supervisor.ts'

/** Rows that are tried alone and together. */
const PROBE_ROWS = 4

export interface LoadPorts {
  readonly cache: ModelCache
  readonly runtime: Runtime
  readonly limits: Limits
  readonly log: (line: string) => void
  /** Told when the model's process is up and its warm-up begins. */
  readonly warming: () => void
}

/**
 * Brings up one version: verified bytes, a process, warm-up, golden answers. What comes back is ready to answer; whatever
 * fails leaves no process behind and touches nothing that serves.
 *
 * @throws serve/digest-mismatch, serve/golden-mismatch, serve/model-unservable, serve/source-failed, onnx/…
 */
export async function loadModel(
  desired: DesiredModel,
  ports: LoadPorts,
  signal: AbortSignal,
): Promise<ServedModel> {
  const { cache, runtime, limits } = ports
  const log = (line: string) => ports.log(`${desired.name} ${desired.version}: ${line}`)
  const info = inspectModel(await readFile(await cache.obtain(desired.digest, desired.sources, signal)))
  const signature = servableSignature(info)
  const open = async (abort: AbortSignal) => {
    // Hashed again for every process: what is run is what was verified, however long ago that was.
    const modelFile = await cache.obtain(desired.digest, desired.sources, abort)
    const runner = await openRunner({ modelFile, runtime, maxOutputBytes: limits.outputBytes, signal: abort })
    log(`process ${runner.pid}, network ${runner.network}`)
    return runner
  }
  const supervisor = await Supervisor.start({ open, log }, signal)
  try {
    ports.warming()
    const execute: Execute = (inputs, outputs) => supervisor.run(inputs, { outputs, timeoutMs: limits.runMs })
    const golden = desired.golden.map((item) => goldenRequest(item, signature, limits))
    await warmUp(desired, golden, signature, execute, log)
    signal.throwIfAborted()
    const outputs = signature.outputs.map(({ name }) => name)
    const batching = await probeBatching(info, outputs, probeSamples(golden, signature), execute)
    log(batching.on ? 'rows of several requests share a run' : `each request runs alone: ${batching.reason}`)
    return new ServedModel({ desired, signature, batching, supervisor, limits, log })
  } catch (error) {
    await supervisor.close()
    throw error
  }
}

function servableSignature(info: ModelInfo): Signature {
  const refuse = (found: string, expected: string) =>
    serveError('serve/model-unservable', `Cannot serve model: ${found}; expected ${expected}`)
  if (info.externalData.length > 0) {
    throw refuse(
      `it keeps tensors in ${info.externalData.length} other file(s)`,
      'one file that holds them all',
    )
  }
  const unranked = info.inputs.find(({ dims }) => dims === undefined)
  if (unranked !== undefined)
    throw refuse(`input "${unranked.name}" states no shape`, 'at least its number of axes')
  return signatureOf(info)
}

/** Runs the golden cases, whose answers must hold; without any, a made-up request, whose failure says little. */
async function warmUp(
  desired: DesiredModel,
  golden: readonly InferRequest[],
  signature: Signature,
  execute: Execute,
  log: (line: string) => void,
): Promise<void> {
  for (const [index, item] of desired.golden.entries()) {
    const request = golden[index]
    if (request === undefined) continue
    const tensors = await execute(
      request.inputs,
      request.outputs.map(({ name }) => name),
    )
    checkGolden(item, tensors, `case ${index + 1}`)
  }
  if (golden.length > 0) return
  try {
    await execute(
      sampleRequest(signature.inputs, 1, 1),
      signature.outputs.map(({ name }) => name),
    )
  } catch (error) {
    log(
      `no golden cases, and a made-up request failed: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

/** Different single rows of the golden cases, filled up with made-up ones to at least two. */
function probeSamples(golden: readonly InferRequest[], signature: Signature): readonly (readonly Tensor[])[] {
  const samples = new Map<string, readonly Tensor[]>()
  const add = (row: readonly Tensor[]) => {
    if (samples.size < PROBE_ROWS)
      samples.set(row.map(({ shape, data }) => `[${shape}]${data.join()}`).join(), row)
  }
  for (const { inputs } of golden) {
    for (const row of splitRows(inputs, Array<number>(rowsOf(inputs) ?? 0).fill(1)) ?? []) add(row)
  }
  for (let seed = 1; samples.size < 2 && seed < 10; seed++) add(sampleRequest(signature.inputs, 1, seed))
  return [...samples.values()]
}
