import type { Charts, Confusion } from '@slipway/compare'
import { clip } from '@slipway/core'
import { precisionRecallChart, rocChart } from '../charts/class-plots.ts'
import type { Block } from '../document/document.ts'
import { curvesOf } from './curves.ts'

/** Classes of a matrix that a comment has room for. */
const MOST_CLASSES = 8
const CLASS = 24

/** Of the charts what a comment can show: curves as lines, a small matrix as a table. The page draws them all. */
export function chartSection(charts: Charts | null, most: number): readonly Block[] {
  if (!charts || most === 0) return []
  if (charts.task === 'binary') {
    const drawn = [rocChart(charts), precisionRecallChart(charts)].slice(0, most)
    const curves = drawn.flatMap((chart) => curvesOf(chart) ?? [])
    return section('Curves', `ROC, precision and recall on the ${clip(charts.split, CLASS)} rows`, curves)
  }
  if (charts.task === 'multiclass' && charts.challenger.confusion.classes.length <= MOST_CLASSES) {
    const matrix = confusionTable(charts.challenger.confusion)
    return section('Confusion matrix', `rows of the ${clip(charts.split, CLASS)} split by class`, [matrix])
  }
  return []
}

function section(title: string, result: string, blocks: readonly Block[]): readonly Block[] {
  return blocks.length === 0 ? [] : [{ kind: 'section', title, result, blocks }]
}

/** Of the challenger: one line for each actual class, shares of it by what it was taken for. */
function confusionTable({ classes, counts }: Confusion): Block {
  return {
    kind: 'table',
    caption: 'Confusion matrix of the challenger',
    columns: [
      { title: 'actual ↓ · taken for →', align: 'left' },
      ...classes.map((name) => ({ title: clip(name, CLASS), align: 'right' as const })),
    ],
    rows: classes.map((name, actual) => {
      const line = counts[actual] ?? []
      const total = line.reduce((sum, count) => sum + count, 0)
      return [
        clip(name, CLASS),
        ...classes.map((_, predicted) => {
          const share = ((line[predicted] ?? 0) / (total || 1)).toFixed(2)
          return predicted === actual ? { strong: share } : share
        }),
      ]
    }),
  }
}
