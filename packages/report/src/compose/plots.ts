import { clip } from '@slipway/core'
import type { Block, Curves } from '../document/document.ts'
import type { Plot } from '../plots/plot-chart.ts'
import { formatMany } from '../text/format-amount.ts'
import { curvesOf } from './curves.ts'

/** Problems that are listed; all of them are in the full report. */
const PROBLEMS = 8

/**
 * What the project's own plots show: as many curves as there is room for, the rest in the full report, and what could not be
 * drawn with its reason.
 * @param most curves
 */
export function plotsSection(plots: readonly Plot[], most: number, characters: number): readonly Block[] {
  if (plots.length === 0) return []
  const charts = plots.flatMap((plot) => plot.charts)
  const problems = plots.flatMap(({ problem }) => (problem === null ? [] : [problem]))
  const curves: Curves[] = []
  for (const chart of charts) {
    if (curves.length >= most) break
    curves.push(...[curvesOf(chart) ?? []].flat())
  }
  const left = charts.length - curves.length
  const notes = [
    ...(curves.length === 0 || left === 0 ? [] : [`${formatMany(left, 'more plot')} in the full report.`]),
  ]
  const shown = problems.slice(0, PROBLEMS).map((problem) => `${clip(problem, characters)}.`)
  const more = problems.length - shown.length
  return [
    {
      kind: 'section',
      title: 'Plots',
      result: [
        `${formatMany(charts.length, 'plot')}${curves.length === 0 && charts.length > 0 ? ' in the full report' : ''}`,
        problems.length > 0 ? `; ${formatMany(problems.length, 'file')} could not be drawn` : '',
      ],
      blocks: [
        ...curves,
        ...notes.map((text): Block => ({ kind: 'paragraph', text })),
        ...(shown.length === 0
          ? []
          : [
              {
                kind: 'list',
                ordered: false,
                items: more > 0 ? [...shown, `${more} more.`] : shown,
              } as const,
            ]),
      ],
    },
  ]
}
