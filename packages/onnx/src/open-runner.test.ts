import { mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { findRuntime } from './find-runtime.ts'
import { openRunner } from './open-runner.ts'
import type { Runner } from './runner.ts'
import type { Datatype, TensorData } from './tensor.ts'
import type { Element } from './testing/make-model.ts'
import { addModel, identityModel, slowModel, zipMapModel } from './testing/sample-models.ts'

const runtime = findRuntime({ cwd: import.meta.dirname })
const open: Runner[] = []
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-runner-'))
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((runner) => runner.close()))
})
afterAll(() => rmSync(folder, { recursive: true }))

async function runnerOf(
  bytes: Uint8Array,
  options: { loadTimeoutMs?: number; maxOutputBytes?: number; signal?: AbortSignal } = {},
): Promise<Runner> {
  const modelFile = join(folder, 'model.onnx')
  writeFileSync(modelFile, bytes)
  const runner = await openRunner({ modelFile, runtime, ...options })
  open.push(runner)
  return runner
}

const x = (data: TensorData, shape: readonly number[], datatype: Datatype = 'FP32') => [
  { name: 'x', datatype, shape, data },
]
const y = { outputs: ['y'], timeoutMs: 20_000 }
const n = (size: number) => [
  { name: 'n', datatype: 'INT64', shape: [2], data: BigInt64Array.of(BigInt(size), BigInt(size)) } as const,
]

describe('openRunner()', { timeout: 60_000 }, () => {
  it('runs the model in another process', async () => {
    const runner = await runnerOf(addModel(10))
    expect(await runner.run(x(Float32Array.of(1, 2), [1, 2]), y)).toEqual([
      { name: 'y', datatype: 'FP32', shape: [1, 2], data: Float32Array.of(11, 12) },
    ])
    expect(runner.pid).not.toBe(process.pid)
  })

  it('hands nothing of the environment to the runner, and keeps it from the network', async () => {
    process.env.GITHUB_TOKEN = 'secret'
    const runner = await runnerOf(addModel(1))
    delete process.env.GITHUB_TOKEN
    if (process.platform !== 'linux') return
    const names = readFileSync(`/proc/${runner.pid}/environ`, 'utf8')
      .split('\0')
      .map((entry) => entry.split('=')[0])
      .filter((name) => name !== '' && !name?.startsWith('NODE_CHANNEL_'))
    expect(names.sort()).toEqual(['MALLOC_ARENA_MAX', 'ORT_DISABLE_TELEMETRY', 'PATH'])
    const apart = readlinkSync(`/proc/${runner.pid}/ns/net`) !== readlinkSync('/proc/self/ns/net')
    expect(runner.network).toBe(apart ? 'isolated' : 'not isolated')
  })

  it.each<[Element & Datatype, TensorData]>([
    ['BOOL', Uint8Array.of(1, 0)],
    ['UINT8', Uint8Array.of(0, 255)],
    ['UINT16', Uint16Array.of(0, 65_535)],
    ['UINT32', Uint32Array.of(0, 2 ** 32 - 1)],
    ['UINT64', BigUint64Array.of(0n, 2n ** 64n - 1n)],
    ['INT8', Int8Array.of(-128, 127)],
    ['INT16', Int16Array.of(-32_768, 32_767)],
    ['INT32', Int32Array.of(-(2 ** 31), 2 ** 31 - 1)],
    ['INT64', BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n)],
    ['FP16', Uint16Array.of(0x3c00, 0x7c00)],
    ['FP32', Float32Array.of(Number.NaN, -0)],
    ['FP64', Float64Array.of(Number.POSITIVE_INFINITY, 5e-324)],
    ['BYTES', ['', 'åß∂🚢']],
  ])('carries %s there and back unchanged', async (datatype, data) => {
    const runner = await runnerOf(identityModel(datatype))
    const [result] = await runner.run(x(data, [1, 2], datatype), y)
    expect(result).toEqual({ name: 'y', datatype, shape: [1, 2], data })
  })

  it('carries an empty batch', async () => {
    const runner = await runnerOf(addModel(1))
    expect(await runner.run(x(new Float32Array(), [0, 2]), y)).toMatchObject([{ shape: [0, 2] }])
  })

  it('fetches the tensors of a model that also makes maps', async () => {
    const runner = await runnerOf(zipMapModel({ tensor: true }))
    const options = { outputs: ['scores'], timeoutMs: 20_000 }
    expect(await runner.run(x(Float32Array.of(1, 2), [1, 2]), options)).toMatchObject([{ name: 'scores' }])
    await expect(
      runner.run(x(Float32Array.of(1, 2), [1, 2]), { ...options, outputs: ['probabilities'] }),
    ).rejects.toMatchObject({ code: 'onnx/run-failed' })
  })

  it('reports what the runtime refuses, and lives on', async () => {
    const runner = await runnerOf(addModel(1))
    const bad = runner.run(x(Float32Array.of(1, 2, 3), [1, 3]), y)
    const good = runner.run(x(Float32Array.of(1, 2), [1, 2]), y)
    await expect(bad).rejects.toMatchObject({ code: 'onnx/run-failed' })
    expect(await good).toMatchObject([{ data: Float32Array.of(2, 3) }])
  })

  it('answers every order of many with its own result', async () => {
    const runner = await runnerOf(addModel(1))
    const results = await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        i % 7 === 0
          ? runner.run(x(Float32Array.of(i), [1, 2]), y).catch((error) => error.code)
          : runner.run(x(Float32Array.of(i, i), [1, 2]), y).then(([t]) => t?.data[0]),
      ),
    )
    expect(results).toEqual(Array.from({ length: 200 }, (_, i) => (i % 7 === 0 ? 'onnx/run-failed' : i + 1)))
  })

  it('refuses an answer that is too large', async () => {
    const runner = await runnerOf(addModel(1), { maxOutputBytes: 100 })
    const rows = (count: number) => x(new Float32Array(count * 2), [count, 2])
    await expect(runner.run(rows(13), y)).rejects.toMatchObject({ code: 'onnx/run-failed' })
    expect(await runner.run(rows(12), y)).toMatchObject([{ shape: [12, 2] }])
  })

  it('ends the process when a run takes too long; the parent and another runner go on', async () => {
    const runner = await runnerOf(slowModel())
    await runner.run(n(8), y)
    const slow = runner.run(n(6000), { ...y, timeoutMs: 100 })
    const next = runner.run(n(8), y)
    await expect(slow).rejects.toMatchObject({ code: 'onnx/run-timeout' })
    await expect(next).rejects.toMatchObject({ code: 'onnx/run-timeout' })
    expect(await runner.ended).toMatchObject({ code: 'onnx/run-timeout' })
    expect(runner.alive).toBe(false)
    await expect(runner.run(n(8), y)).rejects.toMatchObject({ code: 'onnx/run-timeout' })
    const again = await runnerOf(slowModel())
    expect(await again.run(n(2), y)).toMatchObject([{ data: Float32Array.of(8) }])
  })

  it('times each order by its own limit, from the moment that the process starts on it', async () => {
    const runner = await runnerOf(slowModel())
    const quick = runner.run(n(8), y)
    const slow = runner.run(n(6000), { ...y, timeoutMs: 200 })
    expect(await quick).toHaveLength(1)
    await expect(slow).rejects.toMatchObject({ code: 'onnx/run-timeout' })
  })

  it('reports a process that was killed in the middle of a run', async () => {
    const runner = await runnerOf(slowModel())
    const run = runner.run(n(6000), y)
    process.kill(runner.pid as number, 'SIGKILL')
    await expect(run).rejects.toMatchObject({ code: 'onnx/runner-died' })
    expect(await runner.ended).toMatchObject({ code: 'onnx/runner-died' })
  })

  it('passes over Ctrl-C, which is for the server to answer', async () => {
    const runner = await runnerOf(addModel(1))
    process.kill(runner.pid as number, 'SIGINT')
    process.kill(runner.pid as number, 'SIGTERM')
    expect(await runner.run(x(Float32Array.of(1, 2), [1, 2]), y)).toHaveLength(1)
  })

  it('refuses a file that is no model, and leaves no process behind', async () => {
    await expect(runnerOf(new TextEncoder().encode('not a model'))).rejects.toMatchObject({
      code: 'onnx/load-failed',
    })
    const runner = await runnerOf(addModel(1))
    await runner.close()
    expect(await runner.ended).toBeUndefined()
    expect(() => process.kill(runner.pid as number, 0)).toThrow()
  })

  it('gives up a load that takes too long, or is no longer wanted', async () => {
    await expect(runnerOf(addModel(1), { loadTimeoutMs: 1 })).rejects.toMatchObject({
      code: 'onnx/run-timeout',
    })
    const abort = new AbortController()
    const load = runnerOf(addModel(1), { signal: abort.signal })
    setImmediate(() => abort.abort())
    await expect(load).rejects.toThrow()
  })
})
