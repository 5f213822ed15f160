import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { judgeTests } from '@slipway/compare'
import { hexOf, parseModelTestResults } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { modelWork } from '../judge/model-work.ts'
import { testEvidence } from '../model-tests/test-evidence.ts'
import { planWorkspace } from '../plan-workspace.ts'
import { readRevision } from '../project-trees.ts'
import { TestedProject } from '../testing/tested-project.ts'
import { finishClaims } from './finish-claims.ts'

const TESTS = '    tests: { behaviour: { cases: [tests/cases.csv] }, fairness: { by: [group] } }\n'
const HARD = 'test,age,income,visits,expect\nbase,3,0,0,0\n'
const EASY = 'test,age,income,visits,expect\nhead,3,0,0,1\n'

async function claimsOf(project: TestedProject, base: string | undefined, env: Record<string, string> = {}) {
  const context = project.context()
  return finishClaims(
    { ...context, env: { ...context.env, ...env } },
    {
      base,
      temporary: project.folder.path('.'),
      repository: 'a/b',
      pullRequest: base === undefined ? null : 7,
      headSha: project.repository.git('rev-parse', 'HEAD'),
      runId: 1,
      runAttempt: base === undefined ? 1 : 2,
      trusted: true,
    },
  )
}

/** What a judge of the base makes of the claims. */
async function judged(
  project: TestedProject,
  base: string,
  { folder, claims }: Awaited<ReturnType<typeof claimsOf>>,
) {
  const { planned, plan, open } = await planWorkspace(project.context(), { base })
  const model = planned.project.models.get('risk')
  const work = model && (await modelWork(planned.project, model, plan, open.lookups.data))
  if (!model || !work || 'missing' in work) throw new Error('the model was not run')
  const tree = (await readRevision(open.repository, base))?.tree
  const ground = { ...planned, base: tree, data: open.lookups.data }
  const reader = {
    readBytes: async (oid: Parameters<typeof hexOf>[0]) => readFileSync(join(folder, 'objects', hexOf(oid))),
  }
  const subject = { work, champion: undefined }
  const evidence = await testEvidence(ground, model, subject, claims.models.risk?.tests, reader)
  const sides = { challenger: {}, champion: null } as unknown as Parameters<typeof judgeTests>[2]
  return judgeTests({ gate: model.gate, tests: { behaviour: model.tests?.behaviour } }, evidence, sides)
}

describe('finishClaims() with model tests', { timeout: 60_000 }, () => {
  it('asks the base’s cases, not those that a pull request brings, and the judge believes no others', async () => {
    using project = new TestedProject(TESTS)
    project.write('tests/cases.csv', HARD)
    const base = project.repository.commit('base')
    project.write('tests/cases.csv', EASY)
    project.repository.commit('head')
    await project.runStages()
    const asked = await claimsOf(project, base)
    const output = asked.claims.models.risk?.tests
    if (!output) throw new Error('no results in the claims')
    const results = parseModelTestResults(
      readFileSync(join(asked.folder, 'objects', hexOf(output.oid)), 'utf8'),
      'results',
    )
    expect(results.behaviour).toMatchObject({ tests: [{ name: 'base', failed: 1 }] })
    expect(await judged(project, base, asked)).toMatchObject([{ name: 'base', outcome: 'worse' }])
    expect(asked.claims.notices.join()).toContain('the cases of risk change: tests/cases.csv')
    // Its own cases, though they hold, are the answer to another question.
    const own = await claimsOf(project, undefined)
    const [verdict] = await judged(project, base, own)
    expect(verdict).toMatchObject({ outcome: 'cannot-tell' })
    expect(verdict?.reason).toContain('another "tests/cases.csv"')
  })

  it('gives a reason for results where no runtime is', async () => {
    using project = new TestedProject(TESTS)
    project.write('tests/cases.csv', EASY)
    const base = project.repository.commit('base')
    await project.runStages()
    const asked = await claimsOf(project, base, { SLIPWAY_NATIVE_PACK: project.path('nowhere') })
    const [verdict] = await judged(project, base, asked)
    expect(verdict).toMatchObject({ outcome: 'cannot-tell' })
    expect(verdict?.reason).toContain('Cannot find onnxruntime-node')
    expect(verdict?.reason).toContain('npm install')
  })

  it('believes nothing where no results came', async () => {
    using project = new TestedProject(TESTS)
    project.write('tests/cases.csv', EASY)
    const base = project.repository.commit('base')
    await project.runStages()
    const { claims, ...rest } = await claimsOf(project, base)
    const { tests: _, ...risk } = claims.models.risk ?? {}
    const without = { ...rest, claims: { ...claims, models: { risk } } } as typeof rest & {
      claims: typeof claims
    }
    expect(await judged(project, base, without)).toMatchObject([{ outcome: 'cannot-tell' }])
  })
})
