import type { MetricVerdict } from '@slipway/core'
import type { PlotChart } from '../plots/plot-chart.ts'
import type { Report } from '../report.ts'
import { binaryCharts } from './sample-charts.ts'
import { modelReport, reportOf } from './sample-reports.ts'
import { digest, estimate, metric, slice, verdict } from './verdict-parts.ts'

export interface Size {
  readonly models: number
  readonly metrics: number
  readonly slices: number
}

const line: Pick<PlotChart, 'y' | 'layers'> = {
  y: { title: 'y', kind: 'number' },
  layers: [
    {
      mark: 'line',
      series: ['a', 'b', 'c', 'd'].map((name) => ({
        model: 'challenger',
        name: name.repeat(200),
        points: [
          { x: 0, y: 1 / 3 },
          { x: 1, y: 2 / 3 },
        ],
      })),
    },
  ],
}

/** A report with so much in it, whose names are long and take much room when they are escaped. */
export function largeReport({ models, metrics, slices }: Size): Report {
  const name = (kind: string, index: number) => `${kind}_*${index}*_@${'[<$>]'.repeat(8)}`
  const outcomes: readonly MetricVerdict['outcome'][] = ['worse', 'cannot-tell', 'non-inferior', 'holds']
  const judged = Array.from({ length: models }, (_, model) =>
    verdict({
      outcome: model % 2 === 0 ? 'worse' : 'better',
      model: `model-${model}`,
      reasons: Array.from({ length: 40 }, (_, index) => name('reason', index).repeat(4)),
      metrics: Object.fromEntries(
        Array.from({ length: metrics }, (_, index) => [
          name('metric', index),
          metric({
            outcome: outcomes[index % outcomes.length] ?? 'holds',
            reason: name('why', index),
            estimate: estimate(0.7, 0.7 + index / 1000, 0.01),
          }),
        ]),
      ),
      slices: Array.from({ length: slices }, (_, index) =>
        slice(
          'column',
          name('value', index),
          100 + index,
          0.7,
          0.7 + (index % 7) / 100,
          0.01,
          name('metric', 0),
        ),
      ),
    }),
  )
  const data = Array.from({ length: 20 }, (_, index) => ({
    path: name('data', index),
    before: { kind: 'tree' as const, oid: digest(index), files: 1, bytes: 1e9 },
    after: { kind: 'tree' as const, oid: digest(index + 1), files: 11, bytes: 2e9 },
    files: { added: 10, changed: 1, removed: 0, renamed: 0 },
    note: null,
    tables: Array.from({ length: 1 }, (_, table) => ({
      path: name('table', table),
      rows: { before: 1, after: 1e9 },
      added: Array.from({ length: 8 }, (_, column) => ({
        name: name('column', column),
        type: 'int64',
      })),
      removed: [],
      retyped: [],
    })),
    moreTables: 100,
  }))
  return reportOf(
    judged.map((one) =>
      modelReport(one, {
        changes: {
          code: Array.from({ length: 100 }, (_, index) => name('src/file', index)),
          params: Array.from({ length: 100 }, (_, index) => ({
            file: 'params.yaml',
            key: name('key', index),
            before: index,
            after: [name('value', index)],
          })),
          data,
          environment: 'same',
        },
        ranIn: Array.from({ length: 100 }, (_, index) => ({
          what: name('package', index),
          before: null,
          after: name('version', index),
        })),
        notices: Array.from({ length: 50 }, (_, index) => name('notice', index).repeat(5)),
        againstBase: { name: 'base a04c9d1', verdict: one },
        charts: binaryCharts,
        plots: Array.from({ length: models > 10 ? 0 : 4 }, (_, index) => ({
          id: name('plot', index),
          charts: [{ ...line, title: name('plot', index), x: { title: name('x', index), kind: 'number' } }],
          problem: index % 2 === 0 ? name('problem', index).repeat(3) : null,
        })),
      }),
    ),
  )
}
