import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ACTIONS, type ActionName } from './world/action-file.ts'
import { ActionWorld } from './world/action-world.ts'
import type { Job } from './world/job.ts'
import { candidateJob, ownEvidence, succeed } from './world/life.ts'
import type { Step } from './world/run-step.ts'

let world: ActionWorld
let job: Job
const steps = new Map<ActionName, Step>()

/** Everything that a step said or left, less the command that tells the runner what to mask. */
function saidBy({ raw, outputs, state, summary, environment, annotations }: Step): string {
  const lines = raw.split('\n').filter((line) => !line.startsWith('::add-mask::'))
  return [lines.join('\n'), JSON.stringify({ outputs, state, summary, environment, annotations })].join('\n')
}

/** A token as it is, and as Git sends it. */
const formsOf = (token: string) => [token, Buffer.from(`x-access-token:${token}`).toString('base64')]

beforeAll(async () => {
  world = await ActionWorld.open()
  job = await candidateJob(world)
  const own = ownEvidence(job)
  const run = async (
    action: ActionName,
    inputs: Readonly<Record<string, string>> = {},
    env: Readonly<Record<string, string>> = {},
  ) => {
    const step = await succeed(job.step(action, inputs, { env: { RUNNER_DEBUG: '1', ...env } }))
    steps.set(action, step)
    return step
  }
  await run('setup')
  await run('data')
  await run('plan')
  await run('preflight')
  await run('train', { artifact: 'true', cache: 'true' })
  await run('report', own)
  const { outputs } = await run('promote', { ...own, 'candidate-workflow': '', accept: 'a baseline' })
  await run('deploy', { releases: outputs.releases ?? '' })
  await run('rerun', { 'run-id': own['run-id'] ?? '' })
  const comment = join(world.folder, 'comment.json')
  const thanks = { comment: { body: 'thanks', user: { login: 'lin' } }, issue: { number: 1 } }
  writeFileSync(comment, JSON.stringify(thanks))
  await run('command', {}, { GITHUB_EVENT_NAME: 'issue_comment', GITHUB_EVENT_PATH: comment })
})
afterAll(() => world.close())

describe.each(ACTIONS)('action %s', (action) => {
  const step = () => steps.get(action) as Step

  it('ends by itself as soon as it is done', () => {
    expect(step().silentSeconds).toBeLessThan(0.9)
  })

  it('keeps its secrets, also when it is debugged', () => {
    for (const secret of job.secrets.flatMap(formsOf)) expect(saidBy(step())).not.toContain(secret)
  })

  it('says which part of it ran, so that the same file can be its end', () => {
    expect(step().state).toMatchObject({ 'slipway-main-ran': 'true' })
  })
})

it('a token that is not let in is masked, and stands in no message', async () => {
  const token = 'ghs_0123456789abcdefghijklmnop'
  for (const action of ['report', 'promote', 'deploy'] as const) {
    const inputs =
      action === 'deploy'
        ? { releases: '[{"model":"delay","version":"v1.0.0","stage":"x","basis":0}]' }
        : ownEvidence(job)
    const step = await job.step(action, { ...inputs, 'github-token': token })
    expect(step.exitCode).toBe(1)
    expect(step.annotations).toHaveLength(1)
    expect(step.raw).toContain(`::add-mask::${token}`)
    for (const form of formsOf(token)) expect(saidBy(step)).not.toContain(form)
  }
})
