import type { MetricVerdict, Verdict } from '@slipway/core'
import type { Changes, ModelReport, Report } from '../report.ts'
import { binaryCharts } from './sample-charts.ts'
import { digest, estimate, metric, side, slice, verdict } from './verdict-parts.ts'

// Reports of the order of the flights example: what a reviewer sees in each state. The snapshots in fixtures/ are theirs.

const SAME: Changes = { code: [], params: [], data: [], environment: 'same' }

export function modelReport(judged: Verdict | null, more: Partial<ModelReport> = {}): ModelReport {
  return {
    name: judged?.model ?? 'flight-delay',
    verdict: judged,
    digest: judged && digest(1),
    baseline: judged?.champion?.version ?? null,
    againstBase: null,
    changes: SAME,
    ranIn: [],
    evaluationChanged: false,
    notices: [],
    mergeDiffers: false,
    stages: [
      {
        name: 'prepare',
        key: digest(11),
        state: 'restored',
        where: 'ubuntu-latest',
        seconds: 0.4,
        domain: 'main',
        gpuSeconds: 0,
      },
      {
        name: 'train',
        key: digest(12),
        state: 'ran',
        where: 'gpu-box-2',
        seconds: 41,
        domain: 'pr-14',
        gpuSeconds: 41,
      },
      {
        name: 'evaluate',
        key: digest(13),
        state: 'ran',
        where: 'ubuntu-latest',
        seconds: 6.2,
        domain: 'pr-14',
        gpuSeconds: 0,
      },
    ],
    charts: null,
    ...more,
  }
}

export function reportOf(models: readonly ModelReport[], more: Partial<Report> = {}): Report {
  return {
    repository: 'example/flight-delays',
    pullRequest: { number: 14, title: 'Gradient boosting', author: 'maria', fromFork: false },
    run: {
      id: 8123,
      attempt: 1,
      url: 'https://github.com/example/flight-delays/actions/runs/8123',
      headSha: '4f1c0e9d8b7a6f5e4d3c2b1a0f9e8d7c6b5a4f3e',
    },
    state: 'judged',
    failure: null,
    models,
    reportUrl: 'https://github.com/example/flight-delays/actions/runs/8123/artifacts/77',
    tool: 'slipway 0.1.0',
    ...more,
  }
}

const parity = (challenger: number, outcome: MetricVerdict['outcome'], reason: string): MetricVerdict =>
  metric({
    direction: 'lower',
    max: 1e-5,
    outcome,
    reason,
    estimate: estimate(1.5e-7, challenger, null, {
      split: null,
      df: null,
      rows: null,
      clusters: null,
      method: 'value',
    }),
  })

const power = (detectable: number, needed: number) =>
  ({ detectable, target: 0.002, needed, unit: 'clusters' }) as const

const LEVEL =
  'The sealed rows answer better, non-inferior or not shown, and nothing else; each of 20 looks at them is judged at 0.25\u00a0%, so that all of them together pass by chance at most 5\u00a0% of the time; looks are not counted yet.'

const better = verdict({
  outcome: 'better',
  reasons: [
    'On the open rows ROC AUC is 0.764 against 0.738, and the sealed rows show a gain beyond what chance explains, and every guard holds.',
    'ROC AUC on "tune": difference +0.026, 95\u00a0% interval +0.021 … +0.031, standard error 0.0024, L +0.018, U +0.030; delete-one-cluster jackknife (CR3), t, 15.0 degrees of freedom, 60,000 rows in 16 clusters (worth 16.0 of equal size).',
    'A true change of 0.007 in ROC AUC would be seen four times in five; to see 0.002 takes about 368 clusters.',
    LEVEL,
  ],
  metrics: {
    roc_auc: metric({
      role: 'goal',
      margin: 0.002,
      outcome: 'better',
      sealed: 'better',
      reason:
        'On the open rows ROC AUC is 0.764 against 0.738, and the sealed rows show a gain beyond what chance explains.',
      estimate: estimate(0.7381, 0.7641, 0.0024, { limits: [0.018, 0.03] }),
      power: power(0.007, 368),
    }),
    log_loss: metric({
      direction: 'lower',
      margin: 0.002,
      outcome: 'better',
      sealed: 'better',
      reason:
        'On the open rows log loss is 0.435 against 0.449, and the sealed rows show a gain beyond what chance explains.',
      estimate: estimate(0.449, 0.4349, 0.0013, { limits: [0.01, 0.017] }),
      power: power(0.004, 120),
    }),
    parity_max_diff: parity(3.6e-7, 'holds', 'parity_max_diff is 3.6e−7; the gate asks for at most 0.00001.'),
  },
  slices: [
    slice('time of day', 'night', 5_844, 0.701, 0.737, 0.0052),
    slice('airport', 'LAX', 4_390, 0.744, 0.776, 0.005),
    slice('airport', 'ORD', 3_202, 0.731, 0.761, 0.0052),
    slice('time of day', 'morning', 21_120, 0.739, 0.764, 0.0029),
    slice('length', 'short', 30_120, 0.738, 0.757, 0.003),
    slice('length', 'over 1000 mi', 9_120, 0.742, 0.741, 0.0042),
  ],
})

const slightlyWorse = verdict({
  outcome: 'non-inferior',
  champion: side(200, 'v1.1.0'),
  reasons: [
    'No worse than v1.1.0, and not shown to be better: on the open rows ROC AUC is 0.7632 against 0.7641, slightly worse, proven, and inside the margin; the sealed rows show no loss beyond the margin of 0.002.',
    LEVEL,
  ],
  metrics: {
    roc_auc: metric({
      role: 'goal',
      margin: 0.002,
      outcome: 'non-inferior',
      sealed: 'non-inferior',
      estimate: estimate(0.7641, 0.7632, 0.0003, { limits: [-0.0018, -0.0003] }),
      power: power(0.0011, 9),
    }),
    log_loss: metric({
      direction: 'lower',
      margin: 0.002,
      outcome: 'non-inferior',
      sealed: 'non-inferior',
      estimate: estimate(0.435, 0.4352, 0.0002, { limits: [-0.0008, 0.0002] }),
    }),
    parity_max_diff: parity(3.6e-7, 'holds', 'parity_max_diff is 3.6e−7; the gate asks for at most 0.00001.'),
  },
})

const worseByParity = verdict({
  outcome: 'worse',
  champion: side(200, 'v1.1.0'),
  reasons: [
    'On the open rows ROC AUC is 0.748 against 0.764, a loss of 0.015 beyond what chance explains and beyond the margin of 0.002.',
    'Log loss is 0.449 against 0.435.',
    LEVEL,
  ],
  metrics: {
    roc_auc: metric({
      role: 'goal',
      margin: 0.002,
      outcome: 'worse',
      sealed: 'not-shown',
      reason:
        'On the open rows ROC AUC is 0.748 against 0.764, a loss of 0.015 beyond what chance explains and beyond the margin of 0.002.',
      estimate: estimate(0.764, 0.7485, 0.0021, { limits: [-0.022, -0.011] }),
    }),
    log_loss: metric({
      direction: 'lower',
      margin: 0.002,
      outcome: 'worse',
      sealed: 'not-shown',
      reason:
        'On the open rows log loss is 0.449 against 0.435, a loss of 0.014 beyond what chance explains and beyond the margin of 0.002.',
      estimate: estimate(0.435, 0.449, 0.0019, { limits: [-0.02, -0.009] }),
    }),
    parity_max_diff: parity(0.86, 'worse', 'parity_max_diff is 0.86; the gate asks for at most 0.00001.'),
  },
})

const worseByMetric = verdict({
  outcome: 'worse',
  champion: side(200, 'v1.1.0'),
  reasons: [
    'On the open rows ROC AUC is 0.7598 against 0.7641, a loss of 0.0043 beyond what chance explains and beyond the margin of 0.002.',
    LEVEL,
  ],
  metrics: {
    ...slightlyWorse.metrics,
    roc_auc: metric({
      role: 'goal',
      margin: 0.002,
      outcome: 'worse',
      sealed: 'not-shown',
      reason:
        'On the open rows ROC AUC is 0.7598 against 0.7641, a loss of 0.0043 beyond what chance explains and beyond the margin of 0.002.',
      estimate: estimate(0.7641, 0.7598, 0.0011, { limits: [-0.0089, -0.0021] }),
    }),
  },
  slices: [
    slice('time of day', 'evening', 15_000, 0.741, 0.742, 0.0015),
    slice('airport', 'ORD', 3_202, 0.761, 0.752, 0.0035),
    slice('length', 'over 1000 mi', 9_120, 0.742, 0.731, 0.0042),
  ],
})

const cannotTell = verdict({
  outcome: 'cannot-tell',
  champion: side(200, 'v1.1.0'),
  testset: {
    tune: { digest: digest(300), rows: 20_000, clusters: 16 },
    test: { digest: digest(301), rows: 20_000, clusters: 30 },
  },
  reasons: [
    'On the open rows ROC AUC is 0.7646 against 0.7640; the sealed rows do not show that it stays within the margin of 0.002.',
    'A true change of 0.0023 in ROC AUC would be seen four times in five; to see 0.002 takes about 40 clusters.',
    LEVEL,
  ],
  metrics: {
    roc_auc: metric({
      role: 'goal',
      margin: 0.002,
      outcome: 'cannot-tell',
      sealed: 'not-shown',
      estimate: estimate(0.764, 0.7646, 0.0017, { rows: 20_000, limits: [-0.0048, 0.0044] }),
      power: power(0.0023, 40),
    }),
    log_loss: metric({
      direction: 'lower',
      margin: 0.002,
      outcome: 'non-inferior',
      sealed: 'non-inferior',
      estimate: estimate(0.435, 0.4347, 0.0004, { rows: 20_000 }),
    }),
  },
})

const claimed = verdict({
  outcome: 'worse',
  champion: side(200, 'v1.1.0'),
  reasons: ['<img src=x onerror=alert(1)> @everyone'],
  metrics: {
    roc_auc: metric({
      role: 'goal',
      margin: 0.002,
      outcome: 'worse',
      estimate: estimate(0.764, 0.752, 0.0021),
    }),
    '<img src=x onerror=alert(1)>': metric({
      role: 'shown',
      outcome: 'shown',
      estimate: estimate(null, 1, null),
    }),
  },
})

const unchanged = verdict({
  outcome: 'unchanged',
  champion: side(100, 'v1.1.0'),
  reasons: ['These are the bytes of v1.1.0: nothing changed, and nothing has to be judged.'],
  metrics: {
    roc_auc: metric({
      role: 'goal',
      margin: 0.002,
      outcome: 'shown',
      estimate: estimate(null, 0.7641, 0.0031),
    }),
    parity_max_diff: metric({
      direction: 'lower',
      max: 1e-5,
      outcome: 'shown',
      estimate: estimate(null, 3.6e-7, null),
    }),
  },
})

const firstRelease = verdict({
  outcome: 'cannot-tell',
  champion: null,
  baseline_kind: 'none',
  reasons: ['This is the first release: there is nothing to compare with, and a person must accept it.'],
  metrics: {
    roc_auc: metric({
      role: 'goal',
      margin: 0.002,
      outcome: 'shown',
      sealed: 'not-shown',
      estimate: estimate(null, 0.7381, 0.0033),
    }),
    log_loss: metric({
      direction: 'lower',
      margin: 0.002,
      outcome: 'shown',
      sealed: 'not-shown',
      estimate: estimate(null, 0.449, 0.006),
    }),
    parity_max_diff: {
      ...parity(1.5e-7, 'holds', 'parity_max_diff is 1.5e−7; the gate asks for at most 0.00001.'),
      estimate: estimate(null, 1.5e-7, null),
    },
  },
})

const boosting: Changes = {
  code: ['src/train.py'],
  params: [{ file: 'params.yaml', key: 'train.model', before: 'logistic', after: 'hist_gradient_boosting' }],
  data: [],
  environment: 'same',
}

/** One report for each state that a reviewer may meet, by name. */
export const sampleReports: Readonly<Record<string, Report>> = {
  better: reportOf([modelReport(better, { changes: boosting, charts: binaryCharts })]),
  'non-inferior': reportOf([
    modelReport(slightlyWorse, {
      changes: {
        ...SAME,
        params: [
          { file: 'params.yaml', key: 'train.learning_rate', before: 0.1, after: 0.05 },
          { file: 'params.yaml', key: 'train.iterations', before: 200, after: 400 },
        ],
      },
    }),
  ]),
  'worse-by-parity': reportOf([
    modelReport(worseByParity, {
      changes: {
        ...SAME,
        params: [
          {
            file: 'params.yaml',
            key: 'train.categorical_features',
            before: undefined,
            after: ['origin', 'carrier'],
          },
        ],
      },
    }),
  ]),
  'worse-by-metric': reportOf([
    modelReport(worseByMetric, {
      changes: {
        code: [],
        params: [],
        data: [
          {
            path: 'data/flights',
            before: { kind: 'tree', oid: digest(401), files: 365, bytes: 40_300_000 },
            after: { kind: 'tree', oid: digest(402), files: 262, bytes: 31_200_000 },
            files: { added: 1, changed: 2, removed: 104, renamed: 0 },
            note: null,
            tables: [
              {
                path: 'flights-3m.parquet',
                rows: { before: 2_921_412, after: 3_000_000 },
                added: [{ name: 'tail', type: 'string' }],
                removed: [],
                retyped: [{ name: 'delay', before: 'int32', after: 'double' }],
              },
            ],
            moreTables: 1,
          },
        ],
        environment: 'changed',
      },
      againstBase: { name: 'base a04c9d1', verdict: { ...slightlyWorse, outcome: 'non-inferior' } },
    }),
  ]),
  'cannot-tell': reportOf([modelReport(cannotTell, { changes: { ...SAME, code: ['src/train.py'] } })]),
  claim: reportOf([modelReport(claimed)], {
    state: 'claim',
    pullRequest: { number: 21, title: '@everyone look', author: 'stranger', fromFork: true },
  }),
  unchanged: reportOf([modelReport(unchanged, { changes: { ...SAME, code: ['README.md'] } })]),
  'first-release': reportOf([modelReport(firstRelease, { changes: boosting })]),
  'no-result': reportOf([modelReport(null, { stages: [] })], {
    state: 'no-result',
    failure: 'Stage "train" ended with status 1 on gpu-box-2.',
    reportUrl: null,
    run: { ...reportOf([]).run, attempt: 2 },
  }),
  'gate-changed': reportOf([
    modelReport(better, {
      changes: boosting,
      evaluationChanged: true,
      notices: [
        'the gate of flight-delay changes (margin of roc_auc: 0.002 → 0.02): it is judged by the gate of the base, and the new one counts after the merge',
        'the evaluation code of flight-delay differs from the base: src/evaluate.py',
      ],
    }),
  ]),
  'several-models': reportOf([
    modelReport({ ...better, model: 'arrival-time' }, { changes: boosting }),
    modelReport(cannotTell),
    modelReport({ ...worseByMetric, model: 'baggage' }, { changes: boosting }),
  ]),
}
