import type { WorkflowEvent } from '@slipway/rehearsal'
import { type Params, setParams } from '../../e2e/world/edit-project.ts'
import { rightsOf } from './action-file.ts'
import type { ActionWorld } from './action-world.ts'
import type { Job } from './job.ts'
import type { Step } from './run-step.ts'

const workflow = (name: string) => `.github/workflows/slipway-${name}.yml`

/** The last job of a pull request's workflow: runs what is stale, and ends in the artifact. */
export function trainJob(world: ActionWorld, event = world.lastEvent('pull_request')): Promise<Job> {
  const permissions = rightsOf('pull-request', 'after')
  return world.job({ event, workflow: workflow('pull-request'), permissions, depth: 2, fetchTags: true })
}

export function reportJob(world: ActionWorld, event = world.lastEvent('workflow_run')): Promise<Job> {
  return world.job({ event, workflow: workflow('report'), permissions: rightsOf('report', 'report') })
}

export function promoteJob(world: ActionWorld, event = world.lastEvent('push')): Promise<Job> {
  return world.job({ event, workflow: workflow('release'), permissions: rightsOf('release', 'promote') })
}

export function deployJob(world: ActionWorld, event = world.lastEvent('push')): Promise<Job> {
  return world.job({ event, workflow: workflow('release'), permissions: rightsOf('release', 'deploy') })
}

/** A job that may do all that those of the candidate workflow may. */
export async function candidateJob(world: ActionWorld): Promise<Job> {
  const permissions = { ...rightsOf('candidate', 'report'), ...rightsOf('candidate', 'promote') }
  const dispatches = `/repos/${world.name}/actions/workflows/slipway-candidate.yml/dispatches`
  await world.ada.api('POST', dispatches, { ref: 'main' })
  const event = world.lastEvent('workflow_dispatch')
  return world.job({ event, workflow: workflow('candidate'), permissions, fetchTags: true })
}

/** Inputs by which a job of the candidate workflow judges and releases what it has made itself. */
export function ownEvidence(job: Job): Readonly<Record<string, string>> {
  return { 'run-id': String(job.run.id), workflow: job.run.path }
}

/** Main as it is gets its first release, signed off, and its stage. */
export async function firstRelease(world: ActionWorld): Promise<void> {
  const job = await candidateJob(world)
  const own = ownEvidence(job)
  await succeed(job.step('train', { artifact: 'true' }))
  await succeed(job.step('report', own))
  const accept = 'a baseline that everybody can beat'
  const { outputs } = await succeed(job.step('promote', { ...own, 'candidate-workflow': '', accept }))
  await succeed(job.step('deploy', { releases: outputs.releases ?? '' }))
  job.end()
}

/** A pull request with another model whose workflow has run. @returns its number */
export async function trainedPull(
  world: ActionWorld,
  branch: string,
  params: Params,
  more: (folder: string) => void = () => {},
): Promise<number> {
  const number = await world.pull(branch, (folder) => {
    setParams(folder, params)
    more(folder)
  })
  await train(world)
  return number
}

/** One more commit on a pull request's branch, whose workflow has run. */
export async function pushedMore(
  world: ActionWorld,
  branch: string,
  change: (folder: string) => void,
): Promise<void> {
  await world.ada.branch(branch, `origin/${branch}`)
  change(world.ada.clone)
  await world.ada.push(branch, `more for ${branch}`)
  await train(world)
}

async function train(world: ActionWorld): Promise<void> {
  const job = await trainJob(world)
  await succeed(job.step('train', { artifact: 'true' }))
  job.end()
}

/** A pull request that was run, judged and merged. @returns the push that is to be released */
export async function reviewedMerge(
  world: ActionWorld,
  branch: string,
  params: Params,
): Promise<WorkflowEvent> {
  const number = await trainedPull(world, branch, params)
  const job = await reportJob(world)
  await succeed(job.step('report'))
  job.end()
  await world.ada.mergePull(world.name, number, 'squash')
  return world.lastEvent('push')
}

/** The step, which must have succeeded. */
export async function succeed(running: Promise<Step>): Promise<Step> {
  const step = await running
  if (step.exitCode !== 0) throw new Error(`exit ${step.exitCode ?? step.signal}\n${step.log}`)
  return step
}
