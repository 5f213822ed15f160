import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { SlipwayError, type Stage } from '@slipway/core'
import { pipelineError } from './error.ts'
import { explainKey } from './explain-key.ts'
import type { LivePlan } from './live-plan.ts'
import type { StageInput, StaleStage } from './plan.ts'
import type { RunPorts, StageFiles } from './run-ports.ts'

/**
 * Puts the inputs of a stage into the workspace. Versioned data is the user's own: where it is not there it is fetched, and
 * where it is it is never overwritten.
 * @throws pipeline/data-differs
 */
export async function placeInputs(planned: StaleStage, files: StageFiles, root: string): Promise<void> {
  // What lies inside another input is put there after it.
  const inputs = [...planned.inputs].sort((a, b) => a.path.length - b.path.length)
  for (const input of inputs) {
    if (await files.matches(input.path, input.output)) continue
    const isThere = input.from === 'data' && existsSync(join(root, input.path))
    if (isThere && !(await files.isPart(input.path, input.output))) throw dataDiffers(planned.stage, input)
    await files.restore(input.path, input.output)
  }
}

/**
 * Makes sure that what the key says is what the stage read: the same inputs as before it ran.
 * @throws pipeline/inputs-changed
 */
export async function checkInputs(planned: StaleStage, live: LivePlan, ports: RunPorts): Promise<void> {
  const changed: string[] = []
  for (const { path, output } of planned.inputs)
    if (!(await ports.files.matches(path, output))) changed.push(`${path} changed`)
  if (live.follow(await ports.readTree())) changed.push(...(await changesInGit(planned, live)))
  if (changed.length === 0) return
  throw pipelineError(
    'pipeline/inputs-changed',
    `Cannot keep the run of stage "${planned.stage.name}": ${changed.join('; ')} while it ran; expected the inputs to stay as they were`,
    { hint: 'Let a stage write nothing but its outputs, and edit no input while it runs; then run it again' },
  )
}

async function changesInGit(planned: StaleStage, live: LivePlan): Promise<string[]> {
  try {
    const now = await live.plan(planned.stage)
    return now.preimage ? explainKey(planned.preimage, now.preimage) : [...now.reasons]
  } catch (error) {
    // An input that is gone, or that cannot be read any more, has changed.
    if (error instanceof SlipwayError && error.kind !== 'external')
      return [`an input changed (${error.message})`]
    throw error
  }
}

function dataDiffers(stage: Stage, { path }: StageInput) {
  return pipelineError(
    'pipeline/data-differs',
    `Cannot run stage "${stage.name}" on "${path}": it is not what its pointer says; expected the data of its pointer`,
    { hint: 'Keep the change with `slipway data add`, or drop it with `slipway data pull`' },
  )
}
