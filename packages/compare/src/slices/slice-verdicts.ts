import { columnOf, partsOf, type SliceFindings, type SliceVerdict } from '@slipway/core'
import { formatCount } from '../format-number.ts'
import type { Comparison } from '../judge/examine-metric.ts'
import type { FurtherFinding } from '../judge/further-finding.ts'
import { columnText, cutRows, frequentSlices } from './cut-slices.ts'
import { findSlices } from './find-slices.ts'
import { floorFinding, judgeFloors } from './judge-floors.ts'
import { type MeasuredSlice, measureSlice, slicedMetrics } from './measure-slice.ts'
import { regressedSlices } from './regressed-slices.ts'
import { regressionText } from './regression-text.ts'
import { differingLabels } from './slice-labels.ts'

/** What parts of the rows say. */
export interface SlicesSaid {
  readonly slices: SliceVerdict[]
  /** Undefined where the gate asks for none, or the two cannot be compared. */
  readonly findings: SliceFindings | undefined
  /** What the floors decide; undefined without floors. */
  readonly floors: FurtherFinding | undefined
  /** Sentences for people, without their full stop. */
  readonly notes: readonly string[]
}

/**
 * Differences on parts of the shown rows, by the slices that the gate declares: the 20 most frequent values of each that have
 * enough rows. They inform; only floors decide.
 * @see docs/statistics.md §5
 */
export function sliceVerdicts(comparison: Comparison): SlicesSaid {
  const { input, splits, levels } = comparison
  const { gate } = input.model
  const floors = judgeFloors(comparison)
  const comparable =
    splits && !('obstacle' in splits) && splits.mismatch === undefined && splits.shown.champion
  if (!comparable) {
    const findings = floors.length === 0 ? undefined : { tested: 0, regressed: [], floors, found: [] }
    return { slices: [], findings, floors: floorFinding(floors), notes: [] }
  }
  const { shown } = splits
  const metrics = slicedMetrics(comparison)
  const notes = new Set<string>()
  const measured: MeasuredSlice[] = []
  for (const rule of gate.slices) {
    const cut = cutRows(rule, shown, shown)
    if ('problem' in cut) {
      notes.add(`there are no slices by ${columnText(rule)}: ${cut.problem}`)
      continue
    }
    for (const part of partsOf(rule)) {
      const differing = differingLabels(part, shown)
      if (differing > 0)
        notes.add(
          `the column "${columnOf(part)}" differs between the two on ${formatCount(differing)} rows: slices are cut by the champion’s`,
        )
    }
    for (const slice of frequentSlices(cut))
      measured.push(...metrics.flatMap((metric) => measureSlice(metric, slice) ?? []))
  }
  const marginOf = (name: string) => gate.metrics[name]?.margin ?? 0
  const regressed = regressedSlices(measured, marginOf)
  const sealed = splits.mode === 'sealed' && levels.noPass === undefined
  const found = sealed ? findSlices(comparison, metrics, marginOf) : []
  const tested = measured.filter(({ loss }) => loss !== undefined).length
  const named = ({ name, slice, estimate }: MeasuredSlice): SliceVerdict => ({
    metric: name,
    column: slice.column,
    value: slice.value,
    estimate,
  })
  const findings = {
    tested,
    regressed: regressed.map(({ measured: each, q }) => ({ ...named(each), margin: marginOf(each.name), q })),
    floors,
    found: found.map(({ open, confirmed }) => ({ ...named(open), confirmed })),
  }
  return {
    slices: measured.map(named),
    findings: gate.slices.length + floors.length + found.length > 0 ? findings : undefined,
    floors: floorFinding(floors),
    notes: [...regressionText(findings), ...notes],
  }
}
