import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Stage, SweepRule } from '@slipway/core'
import { pipelineError } from './error.ts'
import type { StaleStage } from './plan.ts'
import type { FoundRun } from './plan-input.ts'
import { publishRun } from './publish-run.ts'
import { putBack } from './put-back.ts'
import { startOf } from './resumable-stage.ts'
import type { RunPorts } from './run-ports.ts'
import { clearOutputs, saveOutputs } from './stage-outputs.ts'
import type { StageResult } from './stage-result.ts'

/** A variant with the run that it has. */
export interface SweptRun {
  readonly stage: Stage
  readonly run: FoundRun
}

/**
 * Makes the outputs of a swept stage: those of its best variant, and a folder with what was tried, `<label>.json` with the
 * values and the metric, `<label>.parquet` with the predictions. Of equally good ones the first counts.
 * @throws pipeline/sweep-undecided where a variant has no finite number of this name
 */
export async function collectSweep(
  planned: StaleStage,
  rule: SweepRule,
  variants: readonly SweptRun[],
  ports: RunPorts,
): Promise<StageResult> {
  const { stage } = planned
  const { files, root } = ports
  const started = ports.now()
  clearOutputs(stage, root)
  const tried: { readonly swept: SweptRun; readonly value: number }[] = []
  for (const swept of variants) {
    const value = await metricOf(swept, stage, rule, ports)
    tried.push({ swept, value })
    await keepTried(swept, rule, value, ports)
  }
  const sign = rule.direction === 'higher' ? 1 : -1
  const best = tried.reduce((one, other) => (sign * other.value > sign * one.value ? other : one))
  for (const [path, output] of Object.entries(best.swept.run.record.outputs))
    await files.restore(path, output)
  if (variants.length > 1 && hasOneResult(variants))
    ports.watcher.alarm?.(
      stage.name,
      'all variants wrote the same bytes; does its command read the file that SLIPWAY_PARAMS names?',
    )
  const facts = await ports.facts()
  const seconds = Math.max(0, ports.now().getTime() - started.getTime()) / 1000
  const published = await publishRun(
    {
      planned,
      outputs: await saveOutputs(stage, root, files),
      facts,
      starts: [startOf({ facts: { ...facts, gpus: 0 }, started, seconds, energyWh: undefined })],
      usage: undefined,
      stoppedEarly: undefined,
    },
    ports.input.runs,
    ports.book,
  )
  const run = planned.run ?? published.run
  const restored = await putBack(run, files)
  return {
    stage: stage.name,
    state: 'ran',
    run,
    added: published.created ? published.run : undefined,
    restored,
    seconds,
  }
}

async function keepTried(
  { stage: { variant }, run }: SweptRun,
  { to, predictions, metric }: SweepRule,
  value: number,
  { files, root }: RunPorts,
): Promise<void> {
  const base = `${to}/${variant?.label}`
  const output = predictions === undefined ? undefined : run.record.outputs[predictions]
  if (output) await files.restore(`${base}.parquet`, output)
  const path = join(root, `${base}.json`)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${JSON.stringify({ ...variant?.values, [metric]: value }, undefined, 2)}\n`)
}

/** From the metrics files of a variant, which lie in the workspace for a moment. */
async function metricOf(
  { stage: { name }, run }: SweptRun,
  { metrics }: Stage,
  { metric }: SweepRule,
  { files, root }: RunPorts,
): Promise<number> {
  for (const path of metrics) {
    const output = run.record.outputs[path]
    if (!output) continue
    await files.restore(path, output)
    const value = memberAt(readFileSync(join(root, path), 'utf8'), metric)
    if (Number.isFinite(value)) return value as number
  }
  throw pipelineError(
    'pipeline/sweep-undecided',
    `Cannot choose the best variant by "${metric}": ${name} has no finite number of this name in ${metrics.join(', ')}; expected one in each variant`,
    { hint: 'Let the command write it, or mend "best" of the sweep in slipway.yaml' },
  )
}

/** A member by its whole name, or by its dots. */
function memberAt(text: string, name: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    const own = (holder: unknown, key: string) =>
      typeof holder === 'object' && holder !== null && Object.hasOwn(holder, key)
        ? (holder as Record<string, unknown>)[key]
        : undefined
    return own(value, name) ?? name.split('.').reduce(own, value)
  } catch {
    return undefined
  }
}

function hasOneResult(variants: readonly SweptRun[]): boolean {
  const bytes = variants.map(({ run }) =>
    Object.values(run.record.outputs)
      .map(({ oid }) => oid)
      .join(' '),
  )
  return new Set(bytes).size === 1
}
