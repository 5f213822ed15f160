import type { Lab } from './lab.ts'

/** What a number counts. More of `req/s` is better, less of everything else. */
export type Unit = 's' | 'ms' | 'req/s' | 'MB' | 'MiB' | 'kB'

/** One contestant's numbers, in the order in which they were taken. */
export interface Row {
  readonly label: string
  readonly samples: readonly number[]
}

/** Numbers of one unit. The first row is ours, and each other one is set against it, unless the table is plain. */
export interface Table {
  readonly caption: string
  readonly unit: Unit
  readonly plain?: boolean
  readonly rows: readonly Row[]
}

/** A target and what was measured, both in the words of the design: "≤ 0.3 s", "≥ 12 ×". */
export interface Target {
  readonly what: string
  readonly relation: 'at most' | 'at least'
  readonly limit: number
  /** Undefined where the peer could not be had. */
  readonly measured: number | undefined
  readonly unit: Unit | '×' | 'requests'
}

export interface Findings {
  /** What was run and timed, in sentences. */
  readonly method: string
  readonly tables: readonly Table[]
  readonly targets: readonly Target[]
  readonly notes: readonly string[]
}

export interface Benchmark {
  readonly name: string
  readonly title: string
  run(lab: Lab): Promise<Findings>
}

/** What a benchmark cannot do without is not on this machine. */
export class CannotRun extends Error {}
