import type { Config, TopLevelSpec } from 'vega-lite'

// The charts, in Vega-Lite. They are compiled to Vega when they change (compile-charts.ts), so that what runs is only Vega; data
// comes by name when a chart is drawn. Colours are variables of the page's style sheet: one picture reads on light and on dark.
// The two models differ by dash and by shape as well.

/** Series, in the order of the legend. */
const MODELS = ['challenger', 'champion'] as const

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
const INK = 'var(--ink)'
const QUIET = 'var(--quiet)'
const EDGE = 'var(--edge)'
/** Of the plot; with its axis it is as wide as a phone's screen. */
const SIDE = 290

const config: Config = {
  aria: false,
  background: 'transparent',
  font: FONT,
  view: { stroke: null },
  axis: {
    labelColor: QUIET,
    titleColor: INK,
    gridColor: 'var(--line)',
    domainColor: EDGE,
    tickColor: EDGE,
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    titlePadding: 8,
  },
  legend: {
    orient: 'top',
    title: null,
    labelColor: INK,
    labelFontSize: 12,
    symbolStrokeWidth: 2,
    symbolSize: 260,
    columnPadding: 16,
  },
  header: { labelColor: INK, labelFontSize: 12, title: null },
}

const model = {
  color: {
    field: 'model',
    type: 'nominal',
    scale: { domain: [...MODELS], range: ['var(--challenger)', 'var(--champion)'] },
  },
  strokeDash: {
    field: 'model',
    type: 'nominal',
    scale: { domain: [...MODELS], range: [[], [6, 4]] as unknown as number[] },
  },
} as const

const share = (title: string) => ({
  type: 'quantitative' as const,
  title,
  scale: { domain: [0, 1] },
  axis: { tickCount: 5, format: '.1~f' },
})

const diagonal = {
  data: { values: [{ at: 0 }, { at: 1 }] },
  mark: { type: 'line' as const, color: EDGE, strokeWidth: 1 },
  encoding: {
    x: { field: 'at', type: 'quantitative' as const },
    y: { field: 'at', type: 'quantitative' as const },
  },
}

const calibration: TopLevelSpec = {
  width: SIDE,
  height: SIDE,
  layer: [
    diagonal,
    {
      data: { name: 'points' },
      mark: { type: 'line', strokeWidth: 1.5 },
      encoding: {
        x: { field: 'x', ...share('predicted') },
        y: { field: 'y', ...share('observed') },
        ...model,
      },
    },
    {
      data: { name: 'points' },
      mark: { type: 'point', filled: true, size: 45, opacity: 1 },
      encoding: {
        x: { field: 'x', type: 'quantitative' },
        y: { field: 'y', type: 'quantitative' },
        color: model.color,
        shape: {
          field: 'model',
          type: 'nominal',
          legend: null,
          scale: { domain: [...MODELS], range: ['circle', 'square'] },
        },
      },
    },
  ],
}

const scores: TopLevelSpec = {
  data: { name: 'bins' },
  facet: {
    row: {
      field: 'label',
      type: 'nominal',
      sort: null,
      header: { labelOrient: 'top', labelAnchor: 'start' },
    },
  },
  spec: {
    width: SIDE,
    height: 90,
    mark: { type: 'line', interpolate: 'step-after', strokeWidth: 2 },
    encoding: {
      x: { field: 'from', ...share('score') },
      y: {
        field: 'share',
        type: 'quantitative',
        title: 'share of rows',
        axis: { format: '.0%', tickCount: 3 },
      },
      ...model,
    },
  },
  resolve: { scale: { y: 'independent' } },
}

const residuals: TopLevelSpec = {
  width: SIDE,
  height: 180,
  data: { name: 'bins' },
  mark: { type: 'line', interpolate: 'step-after', strokeWidth: 2 },
  encoding: {
    x: { field: 'from', type: 'quantitative', title: 'prediction − truth', axis: { tickCount: 6 } },
    y: {
      field: 'share',
      type: 'quantitative',
      title: 'share of rows',
      axis: { format: '.0%', tickCount: 4 },
    },
    ...model,
  },
}

const actual: TopLevelSpec = {
  width: SIDE,
  height: SIDE,
  layer: [
    {
      data: { name: 'diagonal' },
      mark: { type: 'line', color: EDGE, strokeWidth: 1 },
      encoding: {
        x: {
          field: 'at',
          type: 'quantitative',
          title: 'truth',
          scale: { zero: false, nice: true },
          axis: { tickCount: 5 },
        },
        y: {
          field: 'at',
          type: 'quantitative',
          title: 'prediction of the challenger',
          scale: { zero: false, nice: true },
          axis: { tickCount: 5 },
        },
      },
    },
    {
      data: { name: 'points' },
      mark: { type: 'point', color: 'var(--challenger)', size: 18, opacity: 0.6, strokeWidth: 1.2 },
      encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } },
    },
  ],
}

const margins = {
  data: { name: 'margins' },
  mark: { type: 'tick' as const, color: QUIET, thickness: 2, size: 14 },
  encoding: { x: { field: 'margin', type: 'quantitative' as const } },
}

/** Intervals around a common zero; better is to the right. */
const forest = (axis: { title: string; labels: boolean; margins: boolean }): TopLevelSpec => ({
  width: 190,
  height: { step: 26 },
  data: { name: 'rows' },
  encoding: {
    y: {
      field: 'label',
      type: 'nominal',
      sort: null,
      title: null,
      axis: { labelLimit: 200, labelColor: INK, ticks: false, domain: false, labelPadding: 8 },
    },
    x: {
      field: 'point',
      type: 'quantitative',
      title: axis.title,
      axis: { labels: axis.labels, ticks: axis.labels, grid: axis.labels, tickCount: 4 },
    },
  },
  layer: [
    {
      data: { values: [{ zero: 0 }] },
      mark: { type: 'rule', color: EDGE, strokeWidth: 1 },
      encoding: { x: { field: 'zero', type: 'quantitative' }, y: { value: 0 }, y2: { value: 'height' } },
    },
    ...(axis.margins ? [margins] : []),
    {
      mark: { type: 'rule', color: 'var(--challenger)', strokeWidth: 2 },
      encoding: { x: { field: 'low', type: 'quantitative' }, x2: { field: 'high' } },
    },
    { mark: { type: 'point', filled: true, color: 'var(--challenger)', size: 60, opacity: 1 } },
  ],
})

export const CHART_SPECS = {
  metrics: forest({ title: 'worse  ◂  0  ▸  better', labels: false, margins: true }),
  slices: forest({ title: 'worse  ◂  0  ▸  better', labels: true, margins: false }),
  calibration,
  scores,
  residuals,
  actual,
} as const satisfies Record<string, TopLevelSpec>

export type ChartName = keyof typeof CHART_SPECS

export function chartSpec(name: ChartName): TopLevelSpec {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    ...CHART_SPECS[name],
    config,
  } as TopLevelSpec
}
