import { describe, expect, it } from 'vitest'
import { renderMarkdown } from '../document/render-markdown.ts'
import { dataChange } from '../testing/data-change.ts'
import { hostileReport } from '../testing/hostile-report.ts'
import { hostileTexts } from '../testing/hostile-texts.ts'
import { elementsOf, REFERENCE, rendered, textOutsideCode } from '../testing/rendered.ts'
import { modelReport, reportOf } from '../testing/sample-reports.ts'
import { estimate, metric, verdict } from '../testing/verdict-parts.ts'
import { planReview, type ReviewInput } from './plan-review.ts'
import { dataBlocks, gateBlocks, paramBlocks } from './review-texts.ts'

const PROJECT = `version: 1
models:
  other:
    gate:
      metrics:
        roc_auc: { role: goal, margin: 0.5 }
  flight-delay:
    file: m
    gate:
      stage: prod
      metrics:
        roc_auc: { role: goal, margin: 0.05 }
`
const GATE_PATCH = `@@ -10,5 +10,5 @@ models:
       stage: prod
       metrics:
-        roc_auc: { role: goal, margin: 0.01 }
+        roc_auc: { role: goal, margin: 0.05 }
`
const PARAMS_PATCH = '@@ -1,3 +1,3 @@\n train:\n-  lr: 0.1\n+  lr: 0.2\n   seed: 1'
const POINTER_PATCH =
  '@@ -1,5 +1,5 @@\n version slipway/v1\n-bytes 1\n+bytes 2\n kind file\n-oid sha256:1\n+oid sha256:2'

const judged = verdict({
  outcome: 'better',
  reasons: ['It is.'],
  metrics: {
    roc_auc: metric({ role: 'goal', outcome: 'better', estimate: estimate(0.75, 0.77, 0.004) }),
    log_loss: metric({ outcome: 'non-inferior', estimate: estimate(0.5, 0.5001, 0.01) }),
  },
})

function input(more: Partial<ReviewInput> = {}, changes: object = {}): ReviewInput {
  const model = modelReport(judged, {
    changes: {
      code: ['src/train.py'],
      params: [{ file: 'params.yaml', key: 'train.lr', before: 0.1, after: 0.2 }],
      data: [dataChange()],
      environment: 'same',
      ...changes,
    },
  })
  return {
    report: reportOf([model]),
    gates: new Map([['flight-delay', ['roc_auc margin 0.01 → 0.05']]]),
    files: [
      { path: 'slipway.yaml', patch: GATE_PATCH, text: PROJECT },
      { path: 'params.yaml', patch: PARAMS_PATCH, text: 'train:\n  lr: 0.2\n  seed: 1\n' },
      { path: 'data/x.slip', patch: POINTER_PATCH, text: null },
    ],
    ...more,
  }
}

const placesOf = (given: ReviewInput) => planReview(given).map(({ path, side, line }) => [path, side, line])

describe('planReview()', () => {
  it('stands on the line of the gate, of the pointer’s content and of the parameter', () => {
    expect(placesOf(input())).toEqual([
      ['slipway.yaml', 'RIGHT', 12],
      ['data/x.slip', 'RIGHT', 4],
      ['params.yaml', 'RIGHT', 2],
    ])
  })

  it('says what the gate asked and asks, and when; what moved with a parameter, and what else changed', () => {
    const [gate, data, param] = planReview(input())
    expect(gate?.body).toContain('- roc\\_auc margin 0.01 → 0.05')
    expect(gate?.body).toContain('takes effect after the merge')
    expect(data?.body).toContain('+1 file, 1.0&nbsp;MB → 2.0&nbsp;MB')
    expect(param?.body).toContain('`train.lr`: ~~0.1~~ → **0.2**')
    expect(param?.body).toMatch(/ROC.*AUC.*\+0\.020/)
    expect(param?.body).not.toContain('log loss')
    expect(param?.body).toContain('1 file, 1 data target changed too')
  })

  it('stands on the old line where the new file has none', () => {
    const patch = '@@ -1,3 +1,2 @@\n train:\n-  lr: 0.1\n   seed: 1'
    const gone = [{ path: 'params.yaml', patch, text: 'train:\n  seed: 1\n' }]
    const params = [{ file: 'params.yaml', key: 'train.lr', before: 0.1, after: undefined }]
    expect(placesOf(input({ files: gone }, { params }))).toEqual([['params.yaml', 'LEFT', 2]])
  })

  it('finds a parameter by its name in a file that is no YAML, where only one line has it', () => {
    const toml = (patch: string) =>
      input({ files: [{ path: 'params.yaml', patch, text: '[train]\nlr = 0.2\n' }] })
    expect(placesOf(toml('@@ -1,2 +1,2 @@\n [train]\n-lr = 0.1\n+lr = 0.2'))).toEqual([
      ['params.yaml', 'RIGHT', 2],
    ])
    expect(placesOf(toml('@@ -1,2 +1,3 @@\n [train]\n+lr = 0.2\n+lr = 0.3'))).toEqual([])
  })

  it('leaves out what the diff does not show', () => {
    const files = input().files.map((file) => ({ ...file, patch: null }))
    expect(planReview(input({ files }))).toEqual([])
    expect(planReview(input({ files: [] }))).toEqual([])
    expect(planReview(input({ gates: new Map() }))).toHaveLength(2)
  })

  it('says nothing of a fork’s claim, nor where there is no result', () => {
    for (const state of ['claim', 'no-result'] as const)
      expect(planReview(input({ report: { ...input().report, state } }))).toEqual([])
  })

  it('names a subject by what it is about, not by what is said', () => {
    const params = [{ file: 'params.yaml', key: 'train.lr', before: 0.1, after: 0.9 }]
    const subjects = (given: ReviewInput) => planReview(given).map(({ subject }) => subject)
    expect(subjects(input({}, { params }))).toEqual(subjects(input()))
    expect(new Set(subjects(input())).size).toBe(3)
  })

  it('says a thing once, though two models depend on it', () => {
    const [model] = input().report.models
    if (!model) throw new Error('no model')
    const two = reportOf([model, { ...model, name: 'second' }])
    const remarks = planReview(input({ report: two }))
    expect(remarks).toHaveLength(3)
    expect(remarks[2]?.body).toContain('`second`')
  })

  it('keeps within fifteen remarks', () => {
    const names = Array.from({ length: 40 }, (_, at) => `p${at}`)
    const params = names.map((key) => ({ file: 'params.yaml', key, before: 1, after: 2 }))
    const patch = `@@ -0,0 +1,40 @@\n${names.map((name) => `+${name}: 2`).join('\n')}`
    const text = names.map((name) => `${name}: 2`).join('\n')
    const files = [...input().files.slice(0, 1), { path: 'params.yaml', patch, text }]
    const remarks = planReview(input({ files }, { params }))
    expect(remarks).toHaveLength(15)
    expect(remarks[0]?.path).toBe('slipway.yaml')
  })
})

describe('the texts of a review', () => {
  const written = (text: string) => {
    const report = hostileReport(text)
    const { changes } = report.models[0] ?? { changes: undefined }
    const [param] = changes?.params ?? []
    const [data] = changes?.data ?? []
    if (!param || !data) throw new Error('nothing changed')
    const blocks = [...gateBlocks(text, [text]), ...paramBlocks(param, report.models), ...dataBlocks(data)]
    return rendered(renderMarkdown(blocks))
  }

  it.each(hostileTexts.filter((text) => text.trim() !== '' && text.length < 1000))(
    'let nothing of %j be more than text',
    (text) => {
      expect(elementsOf(written(text))).toEqual(elementsOf(written('some_thing')))
      expect(textOutsideCode(written(text))).not.toMatch(REFERENCE)
    },
  )
})
