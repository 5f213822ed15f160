import {
  type AnchorVerdict,
  canonicalJson,
  gateDigest,
  type MetricVerdict,
  type Verdict,
} from '@slipway/core'
import type { CompareInput } from './compare-input.ts'
import { metricReason } from './explain/metric-reason.ts'
import { sentence } from './explain/sentence.ts'
import { verdictReasons } from './explain/verdict-reasons.ts'
import { type Concluded, concludeMetrics, overallOutcome } from './judge/conclude.ts'
import { estimateOf } from './judge/estimate-of.ts'
import { type Comparison, examineMetric, nameOf } from './judge/examine-metric.ts'
import { withFindings, withReasons } from './judge/further-finding.ts'
import { anchorFinding, judgeAnchor } from './judge/judge-anchor.ts'
import { leakageFinding, leakageNotes } from './judge/judge-leakage.ts'
import { ALPHA, levelsOf } from './judge/levels.ts'
import { onCannotTell } from './judge/on-cannot-tell.ts'
import { powerOf } from './judge/power-of.ts'
import type { AskedLook, LookState } from './look.ts'
import type { Task } from './predictions/predictions.ts'
import { changesNotes, changesOf } from './rows/changed-rows.ts'
import { judgedSplits } from './rows/judged-splits.ts'
import { sketchOf } from './rows/row-sketch.ts'
import { structureProblem } from './rows/structure.ts'
import { shownCalibration } from './shown-calibration.ts'
import { shownValues } from './shown-values.ts'
import { sliceVerdicts } from './slices/slice-verdicts.ts'
import { judgeSweep } from './sweep/judge-sweep.ts'
import { sweepFinding, sweepNotes } from './sweep/sweep-text.ts'
import { testsetOf } from './testset.ts'

/** Written numbers are kept to so many digits: more would be the dust of floating point. */
const DIGITS = 12

/** A comparison whose rows are lined up, before those that decide are asked. */
export interface OpenComparison {
  /** What asking them would spend; undefined where there is nothing to ask, or no use in it. */
  readonly asked: AskedLook | undefined
  /** The verdict. The same input and look give the same, byte for byte, in whatever order the rows come. */
  conclude(look: LookState): Verdict
}

/**
 * Lines up two models. Never throws on what a challenger brought: what cannot be judged is a reason for *cannot tell*.
 */
export function openComparison(input: CompareInput): OpenComparison {
  const { challenger, champion } = input
  if (champion && champion.side.model === challenger.side.model) {
    return { asked: undefined, conclude: () => unchangedVerdict(input) }
  }
  const rows = judgedRows(input)
  // Rows that leaked answer nothing, nor any where the level is not known: they are not asked.
  const why = leakageFinding(input.leakage, rows.mode) ? LEAKED : sweepFinding(input) ? UNCOUNTED : undefined
  if (why) return { asked: undefined, conclude: () => verdictOf(input, rows, why) }
  return { asked: askedLook(input, rows), conclude: (look) => verdictOf(input, rows, look) }
}

/** Compares two models by the decision rule, without a ledger unless told of it. */
export function compareModels(input: CompareInput, look: LookState = { kind: 'uncounted' }): Verdict {
  return openComparison(input).conclude(look)
}

const UNCOUNTED = { kind: 'withheld', why: 'nobody knows how many models were tried' } as const
const LEAKED = { kind: 'withheld', why: 'the model may have been trained on them' } as const

function verdictOf(input: CompareInput, rows: JudgedRows, look: LookState): Verdict {
  const { model, champion } = input
  const { goals } = model.gate
  const sweep = judgeSweep(input, rows)
  const levels = levelsOf(model.gate, rows.mode, look, sweep?.corrected ? sweep.size : 1)
  const comparison: Comparison = { input, ...rows, look, levels }
  const examined = Object.entries(model.gate.metrics).map(([name, gate]) =>
    examineMetric(name, gate, comparison),
  )
  const concluded = concludeMetrics(examined, goals, comparison.levels, champion !== null)
  const anchor = anchorVerdict(comparison)
  const alone = overallOutcome(concluded, goals, champion !== null)
  const said = sliceVerdicts(comparison)
  const findings = [
    ...anchorFinding(anchor),
    ...[leakageFinding(input.leakage, rows.mode), sweepFinding(input), said.floors].flatMap(
      (finding) => finding ?? [],
    ),
  ]
  const changes = changesOf(input, rows)
  const notes = [
    ...changesNotes(changes, input, rows),
    ...leakageNotes(input.leakage, rows.mode),
    ...sweepNotes(sweep),
    ...said.notes,
  ]
  const outcome = withFindings(alone, findings)
  const rule = onCannotTell(outcome, concluded, findings, comparison)
  const metrics = Object.fromEntries(
    concluded.map((metric) => [metric.examined.name, metricVerdict(metric, comparison)]),
  )
  return rounded({
    ...header(input),
    look: look.kind === 'counted' ? { number: look.number, bound: look.bound } : null,
    outcome,
    reasons: withReasons(verdictReasons(alone, concluded, metrics, comparison, notes), alone, findings),
    mode: comparison.mode,
    metrics: { ...metrics, ...Object.fromEntries(shownValues(input)), ...shownCalibration(comparison) },
    slices: said.slices,
    ...(anchor ? { anchor } : {}),
    ...(said.findings ? { slice_findings: said.findings } : {}),
    ...(Object.keys(changes).length > 0 ? { row_changes: changes } : {}),
    ...(input.leakage ? { leakage: input.leakage } : {}),
    ...(sweep ? { sweep } : {}),
    ...(rule ? { on_cannot_tell: rule } : {}),
  })
}

/** Against the anchor, where that is another model than the champion, and the challenger does not answer just as the champion does. */
function anchorVerdict({ input, splits, look, levels }: Comparison): AnchorVerdict | undefined {
  const { champion, anchor } = input
  if (!champion || anchor === undefined || anchor === 'unknown') return undefined
  const { side } = anchor.side
  if (side.model === champion.side.model || side.model === input.challenger.side.model) return undefined
  const judged = splits && !('obstacle' in splits) ? splits : undefined
  if (judged?.deciding.identical && judged.shown.identical && !judgesColumns(input)) return undefined
  const against = { ...input, champion: anchor.side, rescored: anchor.rescored }
  const rows = judgedRows(against)
  return judgeAnchor({ input: against, ...rows, look, levels })
}

/** The same bytes: no comparison, no look, no version. What they measure is shown. */
function unchangedVerdict(input: CompareInput): Verdict {
  const { model, champion } = input
  const alone = { ...input, champion: null }
  const rows = judgedRows(alone)
  const look = { kind: 'uncounted' } as const
  const comparison: Comparison = {
    input: alone,
    ...rows,
    look,
    levels: levelsOf(model.gate, rows.mode, look),
  }
  const shown = Object.entries(model.gate.metrics).map(([name, gate]): [string, MetricVerdict] => {
    const examined = examineMetric(name, gate, comparison)
    const concluded: Concluded = {
      examined,
      outcome: 'shown',
      difference: undefined,
      limit: undefined,
      sealed: examined.source === 'rows' && examined.sealed ? 'not-shown' : null,
      lostToHolm: false,
      unanswered: false,
    }
    return [name, metricVerdict(concluded, comparison)]
  })
  const released =
    champion && (champion.name ?? champion.side.version) !== null ? ` of ${nameOf(champion)}` : ''
  return rounded({
    ...header(input),
    outcome: 'unchanged',
    reasons: [sentence(`these are the bytes${released}: nothing changed, and nothing has to be judged`)],
    mode: comparison.mode,
    metrics: Object.fromEntries(shown),
    slices: [],
  })
}

type JudgedRows = Pick<Comparison, 'mode' | 'task' | 'splits'>

function judgedRows({ model, challenger, champion }: CompareInput): JudgedRows {
  const { predictions } = challenger
  const task = model.gate.task ?? predictions?.task
  if (!predictions) {
    const wanted = model.predictions !== undefined || challenger.problem !== undefined
    const obstacle = challenger.problem ?? 'there are no per-row predictions of the challenger'
    return { mode: 'values', task, splits: wanted ? { obstacle } : undefined }
  }
  const obstacle = taskObstacle(task, predictions.task) ?? structureProblem(task, predictions)
  if (obstacle !== undefined) return { mode: 'open', task, splits: { obstacle } }
  const splits = judgedSplits(predictions, champion?.predictions ?? undefined, task ?? predictions.task)
  return { mode: 'mode' in splits ? splits.mode : 'open', task, splits }
}

/** Nothing is asked where the two cannot be compared, or never differ. */
function askedLook(input: CompareInput, { splits }: JudgedRows): AskedLook | undefined {
  const { model, challenger, champion } = input
  const [own, other] = [challenger.side.predictions, champion?.side.predictions]
  if (!splits || 'obstacle' in splits || !own || !other || !champion?.predictions) return undefined
  if (own === other || splits.mismatch !== undefined) return undefined
  if (!judgesColumns(input) && splits.deciding.identical && splits.shown.identical) return undefined
  return {
    mode: splits.mode,
    looks: model.gate.looks,
    challenger: own,
    champion: other,
    gate: gateDigest(model),
    ...sketchOf(splits.deciding.challenger),
  }
}

/** A column of its own may differ where what is predicted does not; so may quantiles, and what a ranking is ordered by. */
function judgesColumns({ model: { gate } }: CompareInput): boolean {
  return (
    gate.task === 'ranking' ||
    Object.entries(gate.metrics).some(
      ([name, { column, resamples }]) => (column ?? resamples) !== undefined || name === 'mean_pinball_loss',
    )
  )
}

/** Two classes may be taken for numbers, and nothing else for what it is not. */
function taskObstacle(asked: Task | undefined, found: Task): string | undefined {
  if (asked === undefined || asked === found || (TAKES_NUMBERS.includes(asked) && NUMBERS.includes(found)))
    return undefined
  if (asked === 'multilabel') return 'the gate says multilabel, and the predictions have no columns "y:…"'
  if (asked === 'binary')
    return 'the gate says binary, and the predictions have neither a column "p" nor labels that are all 0 or 1'
  return asked === 'multiclass'
    ? 'the gate says multiclass, and the predictions have neither columns "p:…" nor classes that are texts'
    : `the gate says ${asked}, and the predictions are ${found === 'multilabel' ? 'labels' : 'classes'}`
}

const NUMBERS: readonly Task[] = ['regression', 'binary']
const TAKES_NUMBERS: readonly Task[] = ['regression', 'ranking', 'forecasting']

function header(input: CompareInput): Omit<Verdict, 'outcome' | 'reasons' | 'mode' | 'metrics' | 'slices'> {
  const { model, challenger, champion } = input
  return {
    schema: 'slipway.verdict/v1',
    model: model.name,
    challenger: challenger.side,
    champion: champion?.side ?? null,
    baseline_kind: input.baselineKind,
    testset: challenger.predictions ? testsetOf(challenger.predictions) : null,
    rescored: input.rescored,
    evalcode: { challenger: challenger.evalcode, champion: champion?.evalcode ?? null },
    gate: gateDigest(model),
    alpha: ALPHA,
    looks: model.gate.looks,
    look: null,
    seed: 0,
    tool: input.tool,
    signoff: input.signoff,
  }
}

function metricVerdict(concluded: Concluded, { levels }: Comparison): MetricVerdict {
  const { examined, outcome, sealed } = concluded
  const { gate } = examined
  return {
    role: gate.role,
    direction: gate.direction,
    margin: gate.margin ?? null,
    min: gate.min ?? null,
    max: gate.max ?? null,
    outcome,
    reason: sentence(metricReason(concluded)),
    estimate: estimateOf(examined),
    sealed,
    power: examined.source === 'rows' ? powerOf(examined, gate, levels) : null,
  }
}

/** Drops digits that mean nothing, −0, and members that are undefined. */
function rounded(verdict: Verdict): Verdict {
  return JSON.parse(canonicalJson(verdict), (_, value) =>
    typeof value === 'number' ? Number(value.toPrecision(DIGITS)) : value,
  )
}
