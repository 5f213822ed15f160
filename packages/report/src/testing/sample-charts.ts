import type { BinaryCurves, Charts, ClassCurves, CurvePoint, RegressionCurves } from '@slipway/compare'

const six = (value: number) => Number(value.toPrecision(6))
const steps = (count: number) => Array.from({ length: count + 1 }, (_, index) => index / count)

function banded(x: number, y: number): CurvePoint {
  const half = 0.12 * Math.sqrt(y * (1 - y))
  return half === 0 ? { x, y } : { x, y, low: six(y - half), high: six(y + half) }
}

/** Curves of a made-up classifier; a smaller bend is a better one. */
function binaryCurves(bend: number): BinaryCurves {
  const share = 0.2
  const roc = steps(60).map((x) => banded(six(x), six(x ** bend)))
  return {
    confusion: {
      classes: ['0', '1'],
      counts: [
        [40_000, Math.round(12_000 * bend)],
        [Math.round(9_000 * bend), 8_000],
      ],
    },
    roc,
    precisionRecall: roc
      .filter(({ y }) => y > 0)
      .map(({ x, y }) => banded(y, six((share * y) / (share * y + (1 - share) * x)))),
    calibration: steps(9).map((p) => ({
      predicted: six(0.05 + 0.6 * p),
      observed: six(0.05 + 0.6 * p + (bend - 0.3) * 0.3 * Math.sin(6 * p)),
      rows: 6000,
    })),
    scores: steps(29).map((from, bin) => ({
      from: six(bin / 30),
      to: six((bin + 1) / 30),
      positives: Math.round(1200 * Math.exp(-(((from - 0.55 + bend / 3) / 0.2) ** 2))),
      negatives: Math.round(5000 * Math.exp(-(((from - 0.12) / 0.16) ** 2))),
    })),
  }
}

export const binaryCharts: Charts = {
  task: 'binary',
  split: 'tune',
  challenger: binaryCurves(0.3),
  champion: binaryCurves(0.38),
}

function regressionCurves(spread: number): RegressionCurves {
  return {
    residuals: Array.from({ length: 30 }, (_, bin) => ({
      from: six(-30 + 2 * bin),
      to: six(-28 + 2 * bin),
      rows: Math.round(900 * Math.exp(-(((bin - 14.5) / spread) ** 2))),
    })),
    sample: Array.from({ length: 200 }, (_, row) => {
      const actual = (row * 37) % 120
      return { actual, predicted: six(actual + spread * 3 * Math.sin(row * 1.7)) }
    }),
  }
}

export const regressionCharts: Charts = {
  task: 'regression',
  split: 'test',
  challenger: regressionCurves(5),
  champion: regressionCurves(7),
}

function classCurves(bend: number): ClassCurves {
  const classes = ['early', 'on time', 'late', 'cancelled']
  return {
    classes: classes.length,
    confusion: {
      classes,
      counts: classes.map((_, actual) =>
        classes.map((_, predicted) => Math.round(4000 * bend ** (2.5 * Math.abs(actual - predicted)))),
      ),
    },
    perClass: classes.map((name, index) => {
      const { roc, precisionRecall } = binaryCurves(bend + index / 12)
      return { name, roc, precisionRecall }
    }),
  }
}

export const classCharts: Charts = {
  task: 'multiclass',
  split: 'tune',
  challenger: classCurves(0.3),
  champion: classCurves(0.38),
}
