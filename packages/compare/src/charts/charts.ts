/** A point of a curve; all in [0, 1]. */
export interface CurvePoint {
  readonly x: number
  readonly y: number
  /** Ends of the 95 % interval of y at this threshold; absent where all rows agree. */
  readonly low?: number
  readonly high?: number
}

/** How often each class was taken for each. */
export interface Confusion {
  /** At most 20, those with the most rows, in the order of their codes. */
  readonly classes: readonly string[]
  /** Rows by actual class, then by predicted. */
  readonly counts: readonly (readonly number[])[]
}

/** One bin of a reliability diagram. */
export interface CalibrationBin {
  /** Mean predicted probability. */
  readonly predicted: number
  /** Share of positives. */
  readonly observed: number
  readonly rows: number
}

/** One bin of a histogram of scores, by class; `to` belongs to the next bin, but for the last. */
export interface ScoreBin {
  readonly from: number
  readonly to: number
  readonly positives: number
  readonly negatives: number
}

export interface BinaryCurves {
  /** x: false positive rate, y: true positive rate; from (0, 0) to (1, 1), at most 100 points. */
  readonly roc: readonly CurvePoint[]
  /** x: recall, y: precision; at most 100 points. */
  readonly precisionRecall: readonly CurvePoint[]
  /** Ten bins with as many rows each as can be. */
  readonly calibration: readonly CalibrationBin[]
  /** Thirty bins from 0 to 1. */
  readonly scores: readonly ScoreBin[]
  readonly confusion?: Confusion
}

/** Curves of a task with several classes. */
export interface ClassCurves {
  readonly confusion: Confusion
  /** Each class against the rest, the most frequent first; at most six. Empty without probabilities. */
  readonly perClass: readonly (Pick<BinaryCurves, 'roc' | 'precisionRecall'> & { readonly name: string })[]
  /** How many classes there are. */
  readonly classes: number
}

export interface ResidualBin {
  readonly from: number
  readonly to: number
  readonly rows: number
}

export interface RegressionCurves {
  /** Prediction − truth in thirty bins, the same for both models; the outermost take all that lies beyond. */
  readonly residuals: readonly ResidualBin[]
  /** At most 500 rows, evenly taken in the order of the row ids. */
  readonly sample: readonly { readonly actual: number; readonly predicted: number }[]
}

/** What the charts of a report show, of the rows that may be shown. */
export type Charts =
  | {
      readonly task: 'binary'
      readonly split: string
      readonly challenger: BinaryCurves
      readonly champion: BinaryCurves | null
    }
  | {
      readonly task: 'regression'
      readonly split: string
      readonly challenger: RegressionCurves
      readonly champion: RegressionCurves | null
    }
  | {
      readonly task: 'multiclass'
      readonly split: string
      readonly challenger: ClassCurves
      readonly champion: ClassCurves | null
    }
