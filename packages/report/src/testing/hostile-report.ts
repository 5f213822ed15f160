import type { RowChanges, Verdict } from '@slipway/core'
import type { ModelReport, Report, ReportState } from '../report.ts'
import { binaryCharts } from './sample-charts.ts'
import { modelReport, reportOf } from './sample-reports.ts'
import { digest, estimate, metric, slice, verdict } from './verdict-parts.ts'

/** A report in which every text that comes from outside is this one. */
export function hostileReport(
  text: string,
  outcome: Verdict['outcome'] = 'worse',
  state: ReportState = 'judged',
): Report {
  const judged = verdict({
    outcome,
    model: text,
    reasons: [text, text],
    tool: text,
    metrics: {
      [text]: metric({
        role: 'goal',
        outcome: 'worse',
        reason: `${text}.`,
        estimate: estimate(0.7, 0.6, 0.01, { split: text, method: text }),
      }),
      roc_auc: metric({
        margin: 0.1,
        outcome: 'worse',
        reason: text,
        estimate: estimate(0.7, 0.6, 0.01, { split: text }),
      }),
    },
    anchor: {
      version: text,
      model: digest(7),
      predictions: null,
      rescored: true,
      outcome: 'cannot-tell',
      reason: text,
      metrics: {
        [text]: { outcome: 'cannot-tell', reason: text, estimate: null, sealed: null },
      },
    },
    row_changes: {
      [text]: Object.fromEntries(
        ['missing', 'added', 'labels', 'weights', 'clusters'].map((kind) => [kind, { rows: 1, ids: [text] }]),
      ) as RowChanges,
    },
    sweep: {
      size: 2,
      metric: text,
      split: text,
      corrected: true,
      contenders: [
        {
          label: text,
          params: { [text]: text },
          estimate: 1,
          behind: 0,
          proven_behind: 0,
          tied: true,
          chosen: true,
          problem: null,
        },
        {
          label: text,
          params: {},
          estimate: null,
          behind: null,
          proven_behind: null,
          tied: false,
          chosen: false,
          problem: text,
        },
      ],
    },
    slice_findings: {
      tested: 1,
      regressed: [{ ...slice(text, text, 100, 0.7, 0.6, 0.01, text), margin: 0, q: 0 }],
      floors: [
        {
          ...slice(text, text, 100, 0.7, 0.6, 0.01, text),
          margin: null,
          min: 1,
          max: null,
          outcome: 'worse',
          reason: text,
          p: 0,
        },
      ],
      found: [{ ...slice(text, text, 100, 0.7, 0.6, 0.01, text), confirmed: true }],
    },
    slices: [slice(text, text, 100, 0.7, 0.6, 0.01, text), slice(text, text, 100, 0.7, 0.6, 0.01)],
    signoff: { who: text, when: '2025-01-02T03:04:05Z', why: text },
  })
  const model: ModelReport = modelReport(judged, {
    name: text,
    baseline: text,
    againstBase: { name: text, verdict: judged },
    changes: {
      code: [text],
      params: [{ file: text, key: text, before: text, after: { [text]: text } }],
      data: [
        {
          path: text,
          before: { kind: 'tree', oid: digest(1), files: 1, bytes: 1 },
          after: { kind: 'tree', oid: digest(2), files: 2, bytes: 2 },
          files: { added: 1, changed: 0, removed: 0, renamed: 0 },
          note: text,
          tables: [
            {
              path: text,
              rows: { before: 1, after: 2 },
              added: [{ name: text, type: text }],
              removed: [{ name: text, type: text }],
              retyped: [{ name: text, before: text, after: `${text}.` }],
            },
          ],
          moreTables: 1,
        },
      ],
      environment: 'changed',
    },
    ranIn: [{ what: text, before: text, after: `${text}.` }],
    evaluationChanged: true,
    notices: [text, text],
    mergeDiffers: false,
    stages: [
      { name: text, key: digest(5), state: 'ran', where: text, seconds: 1, domain: 'main', gpuSeconds: 0 },
    ],
    charts: { ...binaryCharts, split: text },
  })
  return reportOf([model, { ...model, charts: null }], {
    state,
    repository: text,
    pullRequest: { number: 7, title: text, author: text, fromFork: true },
    failure: text,
    tool: text,
  })
}
