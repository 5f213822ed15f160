import { judgeTests } from '@slipway/compare'
import { type Model, type ModelTestResults, PROJECT_FILE } from '@slipway/core'
import { foldTags } from '@slipway/registry'
import type { Context } from '../context.ts'
import { commandError } from '../error.ts'
import { championOf } from '../judge/champion.ts'
import { chooseModels } from '../judge/choose-models.ts'
import { sideOfChampion, sideOfWork } from '../judge/compare-sides.ts'
import { modelWork } from '../judge/model-work.ts'
import { type PlannedWorkspace, planWorkspace } from '../plan-workspace.ts'
import { readRevision } from '../project-trees.ts'
import type { TestedModelResult } from '../test-command.ts'
import { keepResults, keptResults } from './kept-results.ts'
import { comparedChampion, subjectOf, type TestGround } from './test-inputs.ts'
import { type TestedWork, testModel } from './test-model.ts'

interface TestOptions {
  readonly models: readonly string[]
  readonly again: boolean
  readonly base: string | undefined
}

/**
 * Tests the models of the work tree, and keeps what was measured for `slipway compare`.
 * @throws judge/model-unknown, judge/not-run, test/none-asked
 */
export async function testModels(
  context: Context,
  { models: names, again, base }: TestOptions,
): Promise<readonly TestedModelResult[]> {
  const planned = await planWorkspace(context, { base })
  const chosen = chooseModels(planned.planned.project, names)
  const asked = chosen.filter(({ tests }) => tests && Object.keys(tests).length > 0)
  const untested = names.length > 0 ? chosen.find((model) => !asked.includes(model)) : undefined
  if (untested || asked.length === 0) {
    throw commandError(
      'test/none-asked',
      `Cannot test ${untested ? `"${untested.name}"` : 'the models'}: ${PROJECT_FILE} asks for no test`,
      { hint: 'Add `tests: { … }` to the model: docs/guides/model-tests.md' },
    )
  }
  const tree = base === undefined ? undefined : (await readRevision(planned.open.repository, base))?.tree
  const results: TestedModelResult[] = []
  for (const model of asked) results.push(await testOne(context, planned, tree, model, again))
  return results
}

async function testOne(
  context: Context,
  { planned, plan, open }: PlannedWorkspace,
  base: TestGround['base'],
  model: Model,
  again: boolean,
): Promise<TestedModelResult> {
  const { repository, lookups, source } = open
  const work = await modelWork(planned.project, model, plan, lookups.data)
  if ('missing' in work) {
    throw commandError(
      'judge/not-run',
      `Cannot test "${model.name}": ${work.missing.join(', ')} has no run of the work tree as it is; expected all its stages to have run`,
      { hint: 'slipway run' },
    )
  }
  const champion = await championOf(foldTags(await repository.tags()), model.name, model.gate.stage, source)
  const ground = { project: planned.project, tree: planned.tree, base, data: lookups.data }
  const tested: TestedWork = { model, work, champion }
  const subject = await subjectOf(ground, model, work, champion)
  const earlier = subject && !again ? await keptResults(repository.root, model.name, subject) : undefined
  // What could not be measured may be by now.
  const kept = earlier && isWhole(earlier) ? earlier : undefined
  const results = kept ?? (subject && (await testModel(context, ground, tested, source)))
  if (results && !kept) await keepResults(repository.root, results)
  const evidence = subject && { subject, results: results ?? null, problem: undefined }
  const sides = {
    challenger: await sideOfWork(model, work, source),
    champion: champion ? await sideOfChampion(model, champion, undefined, source) : null,
  }
  return {
    model: model.name,
    champion: comparedChampion(work, champion) === null ? null : (champion?.version ?? null),
    tests: judgeTests(model, evidence, sides),
    results: results ?? null,
    measured: kept === undefined,
  }
}

function isWhole(results: ModelTestResults): boolean {
  return Object.values(results).every(
    (member) => typeof member !== 'object' || member === null || !('problem' in member),
  )
}
