import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readPredictions, readTable } from '@slipway/compare'
import type { Digest, Model, ModelTestResults } from '@slipway/core'
import { findRuntime } from '@slipway/onnx'
import type { ObjectSource } from '@slipway/store'
import type { Context } from '../context.ts'
import { commandError } from '../error.ts'
import type { Champion } from '../judge/champion.ts'
import { decompress } from '../judge/decompress.ts'
import type { ModelWork } from '../judge/model-work.ts'
import { measureTests } from './measure-tests.ts'
import { type Problem, problemOf } from './problem-of.ts'
import { readTestTable, subjectOf, type TestGround } from './test-inputs.ts'
import { TestBench, type TestedModel, testedModel } from './tested-model.ts'

export interface TestedWork {
  readonly model: Model
  readonly work: ModelWork
  readonly champion: Champion | undefined
}

/**
 * Runs the tests of one model, and of its champion beside it; undefined where its project file asks for none that runs it.
 * Models run in processes of their own, without token, home or (where the machine can) network.
 * @throws onnx/runtime-missing
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
  const runtime = findRuntime({ cwd, nativePack: env.SLIPWAY_NATIVE_PACK || undefined })
  if (runtime.warning !== undefined) progress.warn(runtime.warning)
  const folder = await mkdtemp(join(tmpdir(), 'slipway-tests-'))
  const bench = new TestBench(runtime, model, signal)
  try {
    const table = async (path: string) =>
      readTable(await readTestTable(ground, work, path, source), path, decompress)
    const fetched = (oid: Digest, name: string) => fetchModel(oid, join(folder, `${name}.onnx`), source)
    const champion = subject.champion === null ? undefined : await fetched(subject.champion, 'champion')
    if (champion && 'problem' in champion)
      progress.warn(`the champion of ${model.name} cannot be tested: ${champion.problem}`)
    const material = {
      model,
      subject,
      challenger: await fetched(subject.model, 'challenger'),
      champion: champion && 'problem' in champion ? undefined : champion,
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

/** A file that is no model which can be asked is a result. */
async function fetchModel(oid: Digest, file: string, source: ObjectSource): Promise<TestedModel | Problem> {
  await source.readToFile(oid, file)
  try {
    return testedModel(file, await readFile(file))
  } catch (error) {
    return problemOf(error)
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
