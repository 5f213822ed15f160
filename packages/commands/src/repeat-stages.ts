import type { StageResult } from '@slipway/pipeline'
import type { Context } from './context.ts'
import { differing, type Execution, executeStages } from './execute-stages.ts'

/** What two runs of a stage on this machine showed. */
export interface RepeatedStage {
  readonly name: string
  /** Outputs whose bytes differ between the two. */
  readonly differs: readonly string[]
  /** Where the run that counts was made, and outputs in which those here differ from it; null where it is the first of the two. */
  readonly known: { readonly where: string; readonly differs: readonly string[] } | null
}

type Run = StageResult['run']

/**
 * Runs each stage again, or twice where the run that counts was not made just now, and compares. Nothing is published; the workspace keeps the
 * outputs of the head.
 * @param stages names; all that were executed without
 * @throws the errors of executeStages()
 */
export async function repeatStages(
  context: Context,
  { results }: Execution,
  options: { readonly stages: readonly string[]; readonly base: string | undefined },
): Promise<readonly RepeatedStage[]> {
  const { stages, base } = options
  const repeat = async (name: string): Promise<Run> => {
    const trial = { stages: [name], base, again: true, stagesOnly: true, trial: true }
    const { results: tried } = await executeStages(context, trial)
    const run = tried.find(({ stage }) => stage === name)?.added
    if (!run) throw new Error(`stage ${name} was to run again and did not`)
    return run
  }
  const repeated: RepeatedStage[] = []
  for (const { stage, run, added } of results) {
    if (stages.length > 0 && !stages.includes(stage)) continue
    const first = added ?? (await repeat(stage))
    const second = await repeat(stage)
    repeated.push({
      name: stage,
      differs: differing(first, second),
      known: added ? null : { where: run.record.environment.runner, differs: differing(run, first) },
    })
  }
  return repeated
}
