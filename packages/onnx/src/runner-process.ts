import { createRequire } from 'node:module'
import type * as Ort from 'onnxruntime-node'
import type { FromRunner, LoadOrder, Order, RunOrder, TimeOrder, ToRunner } from './runner-messages.ts'
import type { Datatype, NumericArray, Tensor } from './tensor.ts'

// The runner's own program: one process, one session, one run at a time. It is started with a clean environment, takes
// its orders from the channel to its parent, and ends with it. Types apart it imports nothing of ours: it starts for
// every version of every model.

const TYPES = {
  BOOL: 'bool',
  UINT8: 'uint8',
  UINT16: 'uint16',
  UINT32: 'uint32',
  UINT64: 'uint64',
  INT8: 'int8',
  INT16: 'int16',
  INT32: 'int32',
  INT64: 'int64',
  FP16: 'float16',
  FP32: 'float32',
  FP64: 'float64',
  BYTES: 'string',
} as const satisfies Record<Datatype, Ort.Tensor.Type>
const DATATYPES = Object.fromEntries(Object.entries(TYPES).map(([ours, theirs]) => [theirs, ours])) as Record<
  string,
  Datatype | undefined
>

let ort: typeof Ort
let session: Ort.InferenceSession
let maxOutputBytes = 0

// Ctrl-C reaches every process of the terminal. Whether to end is the parent's decision: it drains first.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
process.on('disconnect', () => process.exit(0))
process.on('message', ({ id, order }: ToRunner) => {
  void obey(order).then(
    (tensors) => send({ id, tensors }),
    (error) => send({ id, refused: error instanceof Error ? error.message : String(error) }),
  )
})

function obey(order: Order): Promise<readonly Tensor[]> {
  if (order.type === 'load') return load(order)
  return order.type === 'run' ? run(order) : time(order)
}

function send(message: FromRunner): void {
  // The parent may have gone; the disconnect handler ends this process then.
  process.send?.(message, undefined, undefined, () => {})
}

async function load(order: LoadOrder): Promise<readonly Tensor[]> {
  maxOutputBytes = order.maxOutputBytes
  // The binding cannot read a Float16Array, but its JavaScript half makes one where the class exists.
  Reflect.deleteProperty(globalThis, 'Float16Array')
  ort = createRequire(import.meta.url)(order.runtime) as typeof Ort
  session = await ort.InferenceSession.create(order.modelFile, {
    executionProviders: ['cpu'],
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    intraOpNumThreads: order.threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    // Waiting threads sleep: spinning triples the CPU used and gains nothing.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  })
  return []
}

function inputsOf(feeds: readonly Tensor[]): Record<string, Ort.Tensor> {
  const inputs: Record<string, Ort.Tensor> = {}
  for (const feed of feeds) {
    inputs[feed.name] = new ort.Tensor(TYPES[feed.datatype], feed.data as never, feed.shape)
  }
  return inputs
}

/** Seconds of each of the runs, and the largest memory that this process has had. */
async function time({ feeds, outputs, times }: TimeOrder): Promise<readonly Tensor[]> {
  const inputs = inputsOf(feeds)
  const seconds = new Float64Array(times)
  for (let i = 0; i < times; i++) {
    const start = process.hrtime.bigint()
    await session.run(inputs, outputs)
    seconds[i] = Number(process.hrtime.bigint() - start) / 1e9
  }
  const peak = Float64Array.of(process.resourceUsage().maxRSS * 1024)
  return [
    { name: 'seconds', datatype: 'FP64', shape: [times], data: seconds },
    { name: 'peak_bytes', datatype: 'FP64', shape: [1], data: peak },
  ]
}

async function run({ feeds, outputs }: RunOrder): Promise<readonly Tensor[]> {
  const inputs = inputsOf(feeds)
  const results = await session.run(inputs, outputs)
  const tensors = outputs.map((name) => toTensor(name, results[name]))
  const bytes = tensors.reduce((sum, tensor) => sum + bytesOf(tensor), 0)
  if (bytes > maxOutputBytes)
    throw new Error(`the answer has ${bytes} bytes; expected at most ${maxOutputBytes}`)
  return tensors
}

function toTensor(name: string, value: Ort.Tensor | undefined): Tensor {
  const datatype = value === undefined ? undefined : DATATYPES[value.type]
  if (value === undefined || datatype === undefined)
    throw new Error(`output "${name}" has no readable tensor`)
  return { name, datatype, shape: value.dims, data: value.data as NumericArray | string[] }
}

function bytesOf(tensor: Tensor): number {
  if ('byteLength' in tensor.data) return tensor.data.byteLength
  return tensor.data.reduce((sum, text) => sum + text.length, 0)
}
