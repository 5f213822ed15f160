import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readPredictions, readTable } from '@slipway/compare'
import type { Model, ModelTestResults, Output } from '@slipway/core'
import { findRuntime } from '@slipway/onnx'
import type { ObjectSource } from '@slipway/store'
import type { Context } from '../context.ts'
import { commandError } from '../error.ts'
import type { Champion } from '../judge/champion.ts'
import { decompress } from '../judge/decompress.ts'
import type { ModelWork } from '../judge/model-work.ts'
import { measureTests } from './measure-tests.ts'
import { readTestTable, subjectOf, type TestGround } from './test-inputs.ts'
import { loadedModel, TestBench, type TestedModel } from './tested-model.ts'

export interface TestedWork {
  readonly model: Model
  readonly work: ModelWork
  readonly champion: Champion | undefined
}

/**
 * Runs the tests of one model, and of its champion beside it; undefined where its project file asks for none that runs it.
 * Models run in processes of their own, without token, home or (where the machine can) network. What keeps a kind from being
 * measured, a missing runtime too, is its result.
 */
export async function testModel(
  context: Context,
  ground: TestGround,
  { model, work, champion }: TestedWork,
  source: ObjectSource,
): Promise<ModelTestResults | undefined> {
  const subject = await subjectOf(ground, model, work, champion)
  if (!subject) return undefined
  const { cwd, env, signal, progress } = context
  const runtime = () => findRuntime({ cwd, nativePack: env.SLIPWAY_NATIVE_PACK || undefined })
  const folder = await mkdtemp(join(tmpdir(), 'slipway-tests-'))
  const bench = new TestBench(runtime, model, signal)
  const tested = ({ oid, bytes }: Pick<Output, 'oid' | 'bytes'>, name: string): TestedModel => {
    const file = join(folder, `${name}.onnx`)
    const load = async () => {
      await source.readToFile(oid, file)
      return loadedModel(file, await readFile(file))
    }
    return { bytes, load: once(load) }
  }
  const table = async (path: string) =>
    readTable(await readTestTable(ground, work, path, source), path, decompress)
  const beside = subject.champion === null ? undefined : champion?.json?.file
  try {
    const material = {
      model,
      subject,
      challenger: tested(work.model, 'challenger'),
      champion: beside && tested(beside, 'champion'),
      cases: table,
      features: once(() => table(model.features?.table ?? '')),
      predictions: once(() => readWork(model, work, source)),
    }
    return await measureTests(material, bench, progress.note)
  } finally {
    await bench.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function readWork(model: Model, { predictions }: ModelWork, source: ObjectSource) {
  if (!predictions)
    throw commandError(
      'test/table-missing',
      `Cannot read the predictions of "${model.name}": no run made them`,
    )
  const reference = model.tests?.parity?.reference
  const bytes = await source.readBytes(predictions.oid)
  return readPredictions(bytes, decompress, reference === undefined ? [] : [reference])
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined
  return () => {
    reading ??= read()
    return reading
  }
}
