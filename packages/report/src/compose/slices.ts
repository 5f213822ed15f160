import { formatCount, metricLabel } from '@slipway/compare'
import type { SliceVerdict, Verdict } from '@slipway/core'
import { clip } from '@slipway/core'
import type { Block, Inline } from '../document/document.ts'
import { estimateText } from '../text/estimate-text.ts'
import { bothEnds } from './detail.ts'
import { forestLines } from './forest.ts'
import { metricRows } from './metric-rows.ts'

/** Rows of the drawing: as many as fit under a table without pushing it off the screen. */
const DRAWN = 10
const NAME = 60
/** Two-sided 95 %: so many of slices without any difference look worse. */
const BY_CHANCE = 0.025

export interface SlicedMetric {
  readonly name: string
  readonly direction: 'higher' | 'lower'
  /** From the largest gain to the largest loss. */
  readonly slices: readonly SliceVerdict[]
}

/** Slices by metric, in the order of the table of metrics. */
export function slicedMetrics(verdict: Verdict): readonly SlicedMetric[] {
  return metricRows(verdict).flatMap(({ name, metric: { direction } }) => {
    const sign = direction === 'higher' ? -1 : 1
    const slices = verdict.slices
      .filter((slice) => slice.metric === name && Number.isFinite(slice.estimate.difference ?? Number.NaN))
      .sort((a, b) => sign * ((a.estimate.difference ?? 0) - (b.estimate.difference ?? 0)))
    return slices.length === 0 ? [] : [{ name, direction, slices }]
  })
}

export function sliceLabel({ column, value }: Pick<SliceVerdict, 'column' | 'value'>): string {
  return clip(`${column} ${value}`, NAME)
}

/** The leading metric's slices as a forest plot in text. */
export function sliceDrawing(verdict: Verdict): readonly Block[] {
  const [leading] = slicedMetrics(verdict)
  if (!leading) return []
  const { first, last, left } = bothEnds(leading.slices, DRAWN)
  const lines = forestLines(
    `${metricLabel(leading.name)} by slice`,
    [...first, ...last].map((slice) => ({ label: sliceLabel(slice), estimate: slice.estimate })),
    leading.direction,
    { before: first.length, count: left },
  )
  return [{ kind: 'drawing', label: `Differences of ${metricLabel(leading.name)} by slice`, lines }]
}

/** All slices as tables, one a metric. */
export function sliceSection(verdict: Verdict, most: number): readonly Block[] {
  const metrics = slicedMetrics(verdict)
  if (metrics.length === 0 || most === 0) return []
  const each = Math.max(2, Math.floor(most / metrics.length))
  const isWorse = worseBy(verdict)
  const tested = metrics.flatMap(({ direction, slices }) => slices.map((slice) => isWorse(slice, direction)))
  const worse = tested.filter(Boolean).length
  return [
    {
      kind: 'section',
      title: 'Slices',
      result: `${formatCount(tested.length)} looked at, ${worse === 0 ? 'none got worse' : `${formatCount(worse)} got worse`}`,
      blocks: [
        ...metrics.map((metric) => sliceTable(metric, each, isWorse)),
        { kind: 'paragraph', text: meaningText(verdict, tested.length) },
      ],
    },
  ]
}

type IsWorse = (slice: SliceVerdict, direction: 'higher' | 'lower') => boolean

/** By the verdict's own finding; by each interval alone in a verdict that has none. */
function worseBy({ slice_findings: findings }: Verdict): IsWorse {
  if (!findings) return gotWorse
  const key = ({ metric, column, value }: Pick<SliceVerdict, 'metric' | 'column' | 'value'>) =>
    JSON.stringify([metric, column, value])
  const regressed = new Set(findings.regressed.map(key))
  return (slice) => regressed.has(key(slice))
}

function meaningText({ slice_findings: findings }: Verdict, tested: number): string {
  if (findings)
    return '“Got worse” is a loss beyond what chance explains in so many slices (Benjamini and Hochberg: of those named, one in ten is to be expected wrong), and of the metric’s margin at least. Slices inform; only floors decide.'
  const expected = tested * BY_CHANCE
  return `“Got worse” is an interval that lies on the worse side of zero. Each stands alone: of ${formatCount(tested)} slices that do not differ at all, about ${expected < 1 ? expected.toFixed(1) : formatCount(expected)} would. Slices inform; they do not decide.`
}

function gotWorse({ estimate: { interval } }: SliceVerdict, direction: 'higher' | 'lower'): boolean {
  return interval !== null && (direction === 'higher' ? interval[1] < 0 : interval[0] > 0)
}

function sliceTable({ name, direction, slices }: SlicedMetric, most: number, isWorse: IsWorse): Block {
  const { first, last, left } = bothEnds(slices, most)
  const row = (slice: SliceVerdict): Inline[] => {
    const text = estimateText(slice.estimate)
    const { rows } = slice.estimate
    return [
      sliceLabel(slice),
      rows === null ? '' : formatCount(rows),
      text.champion,
      text.challenger,
      text.difference,
      text.interval,
      isWorse(slice, direction) ? { tone: 'bad', text: '▼\u00a0worse' } : '',
    ]
  }
  const gap: readonly Inline[][] =
    left > 0 ? [[`⋮ ${formatCount(left)} between`, '', '', '', '', '', '']] : []
  return {
    kind: 'table',
    caption: `${metricLabel(name)} by slice`,
    columns: [
      { title: `${metricLabel(name)} by slice`, align: 'left' },
      { title: 'n', align: 'right' },
      { title: 'champion', align: 'right' },
      { title: 'challenger', align: 'right' },
      { title: 'Δ', align: 'right' },
      { title: '95\u00a0% interval', align: 'center' },
      { title: '', align: 'left' },
    ],
    rows: [...first.map(row), ...gap, ...last.map(row)],
  }
}
