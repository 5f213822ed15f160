import { plotDefinitions } from '@slipway/core'
import { parsePlotData } from '../plots/parse-plot-data.ts'
import { expandPlots, plotsOf } from '../plots/plots-of.ts'

// What a project of some size has beside its models: losses that dvclive wrote, a matrix, importances, a Vega-Lite file, a mistake.

const losses = (factor: number) =>
  `step\tloss\n${Array.from({ length: 60 }, (_, step) => `${step}\t${(factor * Math.exp(-step / 15) + 0.2).toFixed(4)}`).join('\n')}\n`

const files = (factor: number): Readonly<Record<string, string>> => ({
  'dvclive/plots/metrics/train/loss.tsv': losses(factor),
  'dvclive/plots/metrics/val/loss.tsv': losses(factor * 1.1),
  'eval/confusion.csv': `actual,predicted\n${Array.from({ length: 300 }, (_, row) => `${'abc'[row % 3]},${'abc'[(row % 7 < factor * 4 ? row : row + 1) % 3]}`).join('\n')}\n`,
  'eval/importance.json': JSON.stringify([
    { name: 'distance', importance: 0.3 * factor },
    { name: 'hour', importance: 0.2 },
    { name: 'carrier', importance: 0.1 },
  ]),
  'eval/errors.vl.json': JSON.stringify({
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: 'Errors',
    data: {
      values: Array.from({ length: 200 }, (_, row) => ({ error: Math.sin(row) * factor + row / 100 })),
    },
    layer: [
      { mark: 'bar', encoding: { x: { field: 'error', bin: true }, y: { aggregate: 'count' } } },
      { mark: 'rule', encoding: { x: { datum: 0.5 } } },
    ],
  }),
})

/** Files as values by path, as a side holds them. */
export function plotFiles(texts: Readonly<Record<string, string>>): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(texts).map(([path, text]) => [path, parsePlotData(path, text)]))
}

const sides = { challenger: plotFiles(files(1)), champion: plotFiles(files(0.8)) }

export const samplePlots = plotsOf(
  expandPlots(
    plotDefinitions([
      {
        Loss: {
          x: 'step',
          y: {
            'dvclive/plots/metrics/train/loss.tsv': 'loss',
            'dvclive/plots/metrics/val/loss.tsv': 'loss',
          },
        },
      },
      { 'eval/confusion.csv': { x: 'actual', y: 'predicted', template: 'confusion_normalized' } },
      { 'eval/importance.json': { x: 'importance', y: 'name', template: 'bar_horizontal_sorted' } },
      { 'dvclive/plots/metrics/train/loss.tsv': { x: 'step', title: 'Training loss' } },
      'eval/errors.vl.json',
      'eval/gone.csv',
    ]),
    [...sides.challenger.keys()],
  ),
  sides,
)
