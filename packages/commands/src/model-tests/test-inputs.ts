import {
  type DepId,
  type Digest,
  gitFileId,
  type Model,
  type Output,
  outputsOf,
  type Project,
  producerOf,
  runsModel,
  type TestSubject,
  tablesOfTests,
  testSubject,
} from '@slipway/core'
import type { DataLookup, SourceTree } from '@slipway/pipeline'
import { commandError } from '../error.ts'
import type { Champion } from '../judge/champion.ts'
import type { ModelWork } from '../judge/model-work.ts'
import type { ObjectReader } from '../judge/object-reader.ts'

/** Where the tables of tests come from. */
export interface TestGround {
  readonly project: Project
  /** The tree that is judged. */
  readonly tree: SourceTree
  /** The tree whose cases count where it has them: a pull request does not choose its own. */
  readonly base: SourceTree | undefined
  readonly data: DataLookup
}

type Found = { readonly output: Output } | { readonly tree: SourceTree }

/** What has to be asked of a model; undefined where its project file asks for no test that runs it. */
export async function subjectOf(
  ground: TestGround,
  model: Model,
  work: ModelWork,
  champion: Champion | undefined,
): Promise<TestSubject | undefined> {
  if (!model.tests || !runsModel(model.tests)) return undefined
  const inputs: Record<string, DepId> = {}
  for (const path of tablesOfTests(model)) {
    const found = await find(ground, work, path)
    const file = found && 'tree' in found ? found.tree.file(path) : undefined
    if (found && 'output' in found) inputs[path] = found.output.oid
    else if (file) inputs[path] = gitFileId(file)
  }
  if (work.predictions) inputs[model.predictions ?? 'predictions'] = work.predictions.oid
  return testSubject(model, work.model.oid, comparedChampion(work, champion), inputs)
}

/** The champion's bytes, where they are others than the challenger's. */
export function comparedChampion(work: ModelWork, champion: Champion | undefined): Digest | null {
  return champion?.model && champion.model !== work.model.oid ? champion.model : null
}

/** The bytes of a table that a test reads. @throws test/table-missing */
export async function readTestTable(
  ground: TestGround,
  work: ModelWork,
  path: string,
  reader: ObjectReader,
): Promise<Uint8Array> {
  const found = await find(ground, work, path)
  if (found && 'output' in found) return reader.readBytes(found.output.oid)
  const text = await found?.tree.readText(path)
  if (text !== undefined) return Buffer.from(text)
  throw commandError(
    'test/table-missing',
    `Cannot read "${path}" for the tests of a model: it is neither a file in Git nor an output of a stage`,
    { hint: 'Commit the table, or name an output under "stages" in slipway.yaml' },
  )
}

async function find(
  { project, tree, base, data }: TestGround,
  work: ModelWork,
  path: string,
): Promise<Found | undefined> {
  const stage = producerOf(project, path)
  if (!stage) {
    const holder = [base, tree].find((each) => each?.file(path) !== undefined)
    return holder && { tree: holder }
  }
  const out = outputsOf(stage).find((each) => path === each || path.startsWith(`${each}/`)) ?? path
  const output = work.runs.find(({ record }) => record.stage === stage.name)?.record.outputs[out]
  if (!output) return undefined
  const inside = path === out ? output : await data.entry(output, path.slice(out.length + 1))
  return inside && { output: inside }
}
