import type { Charts, TableChange } from '@slipway/compare'
import type { Digest, Domain, Json, Kind, Verdict } from '@slipway/core'
import type { ByHand } from './by-hand.ts'
import type { CostReport } from './cost-report.ts'
import type { Explanations } from './explanations.ts'
import type { MetricHistory } from './history/metric-history.ts'
import type { MetricsReport } from './metrics-report.ts'
import type { Plot } from './plots/plot-chart.ts'

/** What the numbers are worth: a judgement, a fork's claim that decides nothing, or a run that ended before there were any. */
export type ReportState = 'judged' | 'claim' | 'no-result'

/** Everything that a reviewer is told about one run, as plain data. Texts are as their authors wrote them, not escaped. */
export interface Report {
  readonly repository: string
  /** Null for a candidate: a commit of the default branch. */
  readonly pullRequest: {
    readonly number: number
    readonly title: string
    readonly author: string
    readonly fromFork: boolean
  } | null
  /** Id 0: no run on GitHub, a comparison by hand. */
  readonly run: {
    readonly id: number
    readonly attempt: number
    readonly url: string
    readonly headSha: string
  }
  readonly state: ReportState
  /** Why there is no result, in one sentence; null where there is one. */
  readonly failure: string | null
  readonly models: readonly ModelReport[]
  /** Absent where a run or a work tree is compared with its champion. */
  readonly byHand?: ByHand
  /** Where the HTML report can be had; null where it is not kept. */
  readonly reportUrl: string | null
  /** What the pull request took; absent where nobody looked. */
  readonly cost?: CostReport
  readonly tool: string
  /** Of a repository without a project file; absent where there is one. */
  readonly metrics?: MetricsReport
}

/** What is said about one model. */
export interface ModelReport {
  readonly name: string
  /** Null without a result. */
  readonly verdict: Verdict | null
  readonly digest: Digest | null
  /** What the baseline is called: "v1.1.0", or a commit. Null without a baseline. */
  readonly baseline: string | null
  /** The same challenger against the base commit's model ("base a04c9d1"), where that is not the champion. */
  readonly againstBase: { readonly name: string; readonly verdict: Verdict } | null
  readonly changes: Changes
  /** What the runs that made the two models ran in, where it differs; the most telling first. */
  readonly ranIn: readonly EnvironmentChange[]
  /** True where the pull request changes how its own predictions are made; said by itself where no notice says more. */
  readonly evaluationChanged: boolean
  /** What the pull request changes in gate, store or models; said first, in effect after the merge. */
  readonly notices: readonly string[]
  /** True where a merge would run or judge the model in another way than it was here, so that it would not be released. */
  readonly mergeDiffers: boolean
  readonly stages: readonly StageReport[]
  /** Its leading metrics over time; absent where the store was not asked. */
  readonly history?: readonly MetricHistory[]
  readonly charts: Charts | null
  /** What the project's own plots show of this model; absent where it has none. */
  readonly plots?: readonly Plot[]
  /** Absent where nothing is explained. */
  readonly explanations?: Explanations
}

/** What differs between the challenger's tree and its baseline's. */
export interface Changes {
  /** Paths of code and other files in Git. */
  readonly code: readonly string[]
  readonly params: readonly {
    readonly file: string
    readonly key: string
    /** Undefined where the key is not there. */
    readonly before: Json | undefined
    readonly after: Json | undefined
  }[]
  readonly data: readonly DataChange[]
  readonly environment: 'same' | 'changed' | 'unknown'
}

/** One thing that a run had and another had not, or had otherwise: a package, the driver, the GPU. */
export interface EnvironmentChange {
  readonly what: string
  /** Null where it was not there. */
  readonly before: string | null
  readonly after: string | null
}

/** What became of the data behind one pointer: the pointers' own sizes, and what the trees in the store say. */
export interface DataChange {
  readonly path: string
  /** Null where it is not there. */
  readonly before: DataVersion | null
  readonly after: DataVersion | null
  /** How many of each; null where they were not compared. */
  readonly files: {
    readonly added: number
    readonly changed: number
    readonly removed: number
    readonly renamed: number
  } | null
  /** Why they were not, in a few words. */
  readonly note: string | null
  /** Tables among the files; a side without rows is not there. */
  readonly tables: readonly DataTable[]
  /** Tables that nobody looked into. */
  readonly moreTables: number
}

export interface DataVersion {
  readonly kind: Kind
  readonly oid: Digest
  readonly files: number
  readonly bytes: number
}

export interface DataTable extends TableChange {
  /** Below the target; empty where the target is the table. */
  readonly path: string
}

/** One stage of the pipeline, and how its result came to be. */
export interface StageReport {
  readonly name: string
  readonly key: Digest
  readonly state: 'ran' | 'restored'
  /** The runner that did it. */
  readonly where: string
  readonly seconds: number
  /** Who made the result: this run, or whom it was taken from. */
  readonly domain: Domain
  readonly gpuSeconds: number
}
