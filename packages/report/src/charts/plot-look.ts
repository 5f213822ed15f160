import type { PlotSeries } from '../plots/plot-chart.ts'
import { seriesLabel } from '../plots/plot-chart.ts'

// How series are told apart: by colour, by dash and by shape; colours are variables of the page's style sheet.

const SHAPES = ['circle', 'square', 'triangle-up', 'diamond', 'cross', 'triangle-down'] as const
const DASHES: readonly (readonly number[])[] = [[], [6, 4], [2, 3], [9, 3, 2, 3], [12, 3], [4, 2, 1, 2]]

export interface Look {
  readonly label: string
  readonly colour: string
  readonly dash: readonly number[]
  readonly shape: string
  /** The ground of the page for what is not filled. */
  readonly fill: string
}

/** The models by colour and dash where each has one series; series by colour and shape, the models by filling, where there are more. */
export function lookOf(series: PlotSeries, all: readonly PlotSeries[]): Look {
  const label = seriesLabel(series)
  const names = [...new Set(all.map(({ name }) => name))]
  const before = series.model === 'champion'
  if (names.length === 1) {
    const colour = before ? 'var(--champion)' : 'var(--challenger)'
    return { label, colour, dash: before ? [6, 4] : [], shape: before ? 'square' : 'circle', fill: colour }
  }
  const index = names.indexOf(series.name)
  const colour = `var(--series-${(index % 6) + 1})`
  const dashes = before ? 1 : index < 6 ? 0 : 2
  return {
    label,
    colour,
    dash: DASHES[dashes] ?? [],
    shape: SHAPES[index % SHAPES.length] ?? 'circle',
    fill: before ? 'var(--ground)' : colour,
  }
}
