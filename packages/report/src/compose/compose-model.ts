import { formatCount } from '@slipway/compare'
import { clip, shortOf } from '@slipway/core'
import { type Block, code, type Inline, paragraph } from '../document/document.ts'
import { historySection } from '../history/history-section.ts'
import type { ModelReport, Report } from '../report.ts'
import { formatMany } from '../text/format-amount.ts'
import { sentence } from '../text/sentence.ts'
import { anchorSection } from './anchor.ts'
import { chartSection } from './chart-section.ts'
import { dataSection } from './data-changes.ts'
import type { Detail } from './detail.ts'
import { explanationSections } from './explanations.ts'
import { howSureSection } from './how-sure.ts'
import { leadBlocks } from './lead.ts'
import { fewerRows, type MetricRow, metricRows } from './metric-rows.ts'
import { claimsTable, metricsTable, type TableNames } from './metrics-table.ts'
import { modelTestSection } from './model-tests.ts'
import { plotsSection } from './plots.ts'
import { rowNotices } from './row-changes.ts'
import { runsSection } from './runs.ts'
import { floorsSection, regressedBlocks } from './slice-findings.ts'
import { sliceDrawing, sliceSection } from './slices.ts'
import { smallPrint } from './small-print.ts'
import { headline, STANDINGS, type Standing, standingOf } from './standing.ts'
import { sweepSection } from './sweep.ts'
import { waysOn } from './ways-on.ts'
import { whatChanged } from './what-changed.ts'

const NAME = 60
/** Points of a history's table. */
const HISTORY = 50
const EVALUATION_CHANGED =
  'This pull request changes how its own predictions are made: look at that code first.'

/** One model's part of the report: the verdict, why, the numbers, what changed; then what can be folded. */
export function composeModel(model: ModelReport, report: Report, detail: Detail): readonly Block[] {
  const standing = standingOf(model, report.state)
  return [
    { kind: 'heading', text: headline(model, standing) },
    ...noticeBlocks(model, detail),
    ...leadBlocks(model, report, standing, detail.text),
    ...(model.verdict && standing !== 'claim' && detail.folded ? regressedBlocks(model.verdict) : []),
    ...numbers(model, report, standing, detail),
    ...waysOn(model, report, standing),
    ...(detail.changes > 0 && model.verdict ? whatChanged(model, detail.changes) : []),
    ...(detail.folded && standing !== 'claim' ? foldedBlocks(model, report, detail) : []),
  ]
}

/** What the pull request changes in what it is judged by is said before the verdict. */
function noticeBlocks(model: ModelReport, detail: Detail): readonly Block[] {
  const { notices, evaluationChanged, verdict } = model
  const said = [
    ...(verdict ? rowNotices(verdict) : []),
    ...(notices.length > 0 || !evaluationChanged ? notices : [EVALUATION_CHANGED]),
  ]
  const items = said.map((notice) => sentence(notice, detail.text))
  const most = Math.max(1, detail.changes)
  const shown =
    items.length > most ? [...items.slice(0, most), formatMany(items.length - most, 'more notice')] : items
  if (shown.length === 0) return []
  return [
    {
      kind: 'callout',
      level: 'warning',
      blocks:
        shown.length === 1 ? [paragraph(shown[0] ?? '')] : [{ kind: 'list', ordered: false, items: shown }],
    },
  ]
}

function numbers(model: ModelReport, report: Report, standing: Standing, detail: Detail): readonly Block[] {
  const { verdict } = model
  if (!verdict || standing === 'no-result') return []
  const all = metricRows(verdict)
  const rows = fewerRows(all, detail.metrics)
  if (rows.length === 0) return []
  const table = standing === 'claim' ? claimsTable : metricsTable
  return [
    table(rows, tableNames(model, report), verdict),
    ...leftOut(all, rows),
    ...(standing === 'claim' ? [] : [smallPrint(verdict)]),
  ]
}

/** "140 more metrics: 12 better, 128 holds" */
function leftOut(all: readonly MetricRow[], rows: readonly MetricRow[]): readonly Block[] {
  const left = all.filter((row) => !rows.includes(row))
  if (left.length === 0) return []
  const counts = new Map<string, number>()
  for (const { metric } of left) counts.set(metric.outcome, (counts.get(metric.outcome) ?? 0) + 1)
  const words = [...counts].map(([outcome, count]) => `${formatCount(count)} ${outcome.replace('-', ' ')}`)
  return [paragraph(`${formatMany(left.length, 'more metric')}: ${words.join(', ')}.`)]
}

function tableNames({ verdict, baseline }: ModelReport, report: Report): TableNames {
  const { byHand } = report
  if (byHand) return { baseline: clip(byHand.baseline, NAME), challenger: clip(byHand.challenger, NAME) }
  const kind = verdict?.baseline_kind === 'base' ? 'base' : 'champion'
  return {
    baseline: verdict?.champion
      ? `${kind} ${clip(baseline ?? verdict.champion.version ?? '', NAME)}`.trim()
      : null,
    challenger: report.pullRequest ? 'this\u00a0PR' : 'challenger',
  }
}

function foldedBlocks(model: ModelReport, report: Report, detail: Detail): readonly Block[] {
  const { verdict } = model
  if (!verdict) return runsSection(model.stages, detail.stages)
  return [
    ...modelTestSection(verdict, detail.metrics, detail.text),
    ...(detail.slices > 0 ? sliceDrawing(verdict) : []),
    ...floorsSection(verdict, detail.slices, detail.text),
    ...sliceSection(verdict, detail.slices),
    ...sweepSection(verdict, detail.slices),
    ...anchorSection(verdict, detail),
    ...(model.explanations ? explanationSections(model.explanations, detail.slices) : []),
    ...againstBaseSection(model, report, detail),
    ...chartSection(model.charts, detail.curves),
    ...plotsSection(model.plots ?? [], detail.curves, detail.text),
    ...howSureSection(model, detail.text),
    ...dataSection(model.changes.data, detail.data),
    ...historySection(model.history, Math.min(detail.slices, HISTORY)),
    ...runsSection(model.stages, detail.stages),
  ]
}

/** The same challenger against the commit that the pull request starts from, where production holds something else. */
function againstBaseSection({ againstBase }: ModelReport, report: Report, detail: Detail): readonly Block[] {
  if (!againstBase) return []
  const { name, verdict } = againstBase
  const base = clip(name, NAME)
  const challenger = report.pullRequest ? 'this\u00a0PR' : 'challenger'
  const rows = fewerRows(metricRows(verdict), detail.metrics)
  // The rows that decide are not asked about the base: what is left to say is harm that the open rows prove, and numbers.
  const worse = verdict.outcome === 'worse'
  const result: Inline = worse ? [STANDINGS.worse.word, ' than ', code(base)] : 'numbers only'
  return [
    {
      kind: 'section',
      title: 'Against the base',
      result,
      blocks: [
        ...(worse ? [paragraph(clip(verdict.reasons[0] ?? '', detail.text))] : []),
        metricsTable(rows, { baseline: base, challenger }, verdict),
        paragraph(
          'Shown beside the champion; it decides nothing. Model ',
          code(shortOf(verdict.challenger.model)),
          '.',
        ),
      ],
    },
  ]
}
