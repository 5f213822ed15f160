import { type Project, parseDigest, parseDomain, type RunStart } from '@slipway/core'
import type { StageCost } from '@slipway/report'
import { CheckpointBook } from '@slipway/store'
import type { OpenWorkspace } from '../open-workspace.ts'
import { pricedRun } from './stage-cost.ts'

const PATH = /^ckpt\/[^/]+\/[0-9a-f]{2}\/([0-9a-f]{64})\/([1-9][0-9]*)$/

/**
 * What trainings of a pull request took that nobody has finished, as their newest checkpoints tell: handed over, lost, or of
 * a commit that was overtaken. Those of a run that was published are gone.
 */
export async function unfinishedRuns(
  { remote, local }: Pick<OpenWorkspace, 'remote' | 'local'>,
  number: number,
  project: Project,
): Promise<readonly StageCost[]> {
  const domain = parseDomain(`pr-${number}`)
  const store = remote ?? local
  const newest = new Map<string, number>()
  for await (const { path } of store.backend.list(`ckpt/${domain}/`)) {
    const [, hex, seq] = PATH.exec(path) ?? []
    if (hex !== undefined) newest.set(hex, Math.max(newest.get(hex) ?? 0, Number(seq)))
  }
  const book = new CheckpointBook(store)
  const costs: StageCost[] = []
  for (const [hex, seq] of newest) {
    const { stage, starts } = await book.read(domain, parseDigest(`sha256:${hex}`), seq)
    costs.push(costOfStarts(stage, starts, project))
  }
  return costs
}

function costOfStarts(stage: string, starts: readonly RunStart[], project: Project): StageCost {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  const energies = starts.map(({ energy_wh }) => energy_wh).filter((energy) => energy !== undefined)
  const taken = {
    stage,
    timing: { started: starts[0]?.started ?? '', seconds: sum(starts.map(({ seconds }) => seconds)) },
    gpu_seconds: sum(starts.map(({ gpu_seconds }) => gpu_seconds)),
    environment: { gpu: starts.at(-1)?.gpu ?? null },
    ...(energies.length > 0 ? { energy_wh: sum(energies) } : {}),
  }
  return {
    stage: `${stage}, not finished`,
    cost: pricedRun(taken, project),
    currency: project.prices?.currency ?? null,
    idle: null,
    underUse: null,
    stoppedEarly: null,
    starts: null,
  }
}
