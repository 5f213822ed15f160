import { digestOf } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { renderModelCard } from './render-model-card.ts'
import { releasedModel, releasedVerdict } from './testing/released-model.ts'

const modelJson = releasedModel()
const verdict = releasedVerdict()
const header = (card: string): unknown => parse(/^---\n(.*?)\n---\n/s.exec(card)?.[1] ?? '')

describe('renderModelCard()', () => {
  it('starts with a header that Hugging Face reads: task, tags, results by split', () => {
    expect(header(renderModelCard({ modelJson, verdict, task: 'binary' }))).toEqual({
      library_name: 'onnx',
      pipeline_tag: 'tabular-classification',
      tags: ['onnx', 'slipway'],
      'model-index': [
        {
          name: 'flight-delay',
          results: [
            {
              task: { type: 'tabular-classification' },
              dataset: {
                type: 'flight-delay',
                name: 'rows of flight-delay',
                split: 'tune',
                revision: digestOf('tune'),
              },
              metrics: [{ type: 'roc_auc', value: 0.764_31 }],
            },
            {
              task: { type: 'tabular-classification' },
              dataset: { type: 'flight-delay', name: 'rows of flight-delay', split: 'all' },
              metrics: [{ type: 'size | **x**', value: 447_123.456 }],
            },
          ],
        },
      ],
    })
  })

  it('says only what is known in the header', () => {
    const bare = renderModelCard({
      modelJson: { ...modelJson, signature: null },
      verdict: { ...verdict, metrics: {} },
    })
    expect(header(bare)).toEqual({ tags: ['slipway'] })
  })

  it('keeps a name with quotes, colons and line separators one YAML string', () => {
    const name = 'a": b\n- c\u2028\u0085#'
    const metric = verdict.metrics.roc_auc
    const card = renderModelCard({
      modelJson,
      verdict: { ...verdict, metrics: metric ? { [name]: metric } : {} },
    })
    expect(header(card)).toMatchObject({ 'model-index': [{ results: [{ metrics: [{ type: name }] }] }] })
    expect(/^---\n(.*?)\n---\n/s.exec(card)?.[1]).not.toMatch(/[\u2028\u0085]/)
  })

  it('compares a first release with nothing, and does not say that sealed rows decided', () => {
    const first = renderModelCard({ modelJson, verdict: { ...verdict, mode: 'sealed', champion: null } })
    expect(first).toContain('| `roc_auc` | goal | 0.7643 | better |')
    expect(first).not.toContain('difference')
    expect(first).toContain('The sealed rows were not looked at')
    const later = renderModelCard({ modelJson, verdict: { ...verdict, mode: 'sealed' } })
    expect(later).toContain('The sealed rows decided')
  })

  it('shows each metric with its interval, rounded by its standard error, and nothing where nothing is known', () => {
    const card = renderModelCard({ modelJson, verdict })
    expect(card).toContain('| `roc_auc` | goal | 0.7512 | 0.7643 | 0.0131 | 0.0081 … 0.0180 | better |')
    expect(card).toContain('| `size \\| **x**` | shown |  | 447100 |  |  | shown |')
    expect(card).toContain('| `gone` | guard |  |  |  |  | cannot-tell |')
  })

  it('escapes the verdict and the sign-off, and takes the user’s own text as it is', () => {
    const signoff = { who: '[ada](http://x)', when: '2026-03-01T12:00:00Z', why: '<b>first</b>' }
    const card = renderModelCard({
      modelJson: { ...modelJson, signoff },
      verdict,
      intendedUse: 'For **airports**.\n\n- not for *safety*\n',
    })
    expect(card).not.toMatch(/<script>|<b>|(?<!\\)\]\(http/)
    expect(card).toContain('## Intended use\n\nFor **airports**.\n\n- not for *safety*\n\n## Metrics')
    expect(card).toContain('first')
  })

  it('names data, rows, gate and where it comes from', () => {
    const card = renderModelCard({ modelJson, verdict })
    for (const digest of [
      digestOf('flights'),
      digestOf('test'),
      verdict.gate,
      modelJson.run.record,
      modelJson.verdict,
    ])
      expect(card).toContain(digest)
    expect(card).toContain('| `roc_auc` | goal | higher | 0.002 |  |  |')
    expect(card).toContain('| `gone` | guard | higher |  |  | 0.00001 |')
    expect(card).not.toContain('| shown | lower |')
    expect(card).toContain('## Intended use\n\nNot stated.')
  })

  it('holds up where there is no row, no data, no metric', () => {
    const card = renderModelCard({
      modelJson: { ...modelJson, data: [], testset: null, evaluation: null },
      verdict: { ...verdict, metrics: {}, champion: null },
    })
    expect(card).toContain('No versioned data.')
    expect(card).toContain('It was not judged on rows.')
    expect(card).not.toContain('evaluation record')
  })

  it('says what the runs took, as far as it is known, and nothing where nobody says', () => {
    expect(renderModelCard({ modelJson, verdict })).not.toContain('## Cost')
    const cost = { hours: 3, gpu_hours: 2.5, energy_wh: 1800, amount: 6.25, currency: 'EUR' }
    expect(renderModelCard({ modelJson: { ...modelJson, cost }, verdict })).toContain(
      'All runs that it came from: 2.50 GPU-hours, 1.80 kWh, 6.25 EUR.',
    )
    const unpriced = { ...cost, energy_wh: null, amount: null }
    expect(renderModelCard({ modelJson: { ...modelJson, cost: unpriced }, verdict })).toContain(
      ': 2.50 GPU-hours.',
    )
  })
})
