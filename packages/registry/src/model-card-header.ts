import type { ModelJson, Task, Verdict } from '@slipway/core'

/** Names of tasks on the Hugging Face hub. */
const PIPELINE: Record<Task, string> = {
  binary: 'tabular-classification',
  multiclass: 'tabular-classification',
  multilabel: 'tabular-classification',
  regression: 'tabular-regression',
  ranking: 'text-ranking',
  forecasting: 'time-series-forecasting',
}

/**
 * The card's YAML header with a `model-index`, which the hub shows as evaluation results. Strings are written as JSON,
 * which YAML reads.
 *
 * @see https://github.com/huggingface/hub-docs/blob/main/modelcard.md
 */
export function frontMatter(modelJson: ModelJson, verdict: Verdict, task: Task | undefined): string {
  const onnx = modelJson.signature !== null
  const lines = [
    '---',
    ...(onnx ? ['library_name: onnx'] : []),
    ...(task === undefined ? [] : [`pipeline_tag: ${PIPELINE[task]}`]),
    'tags:',
    ...(onnx ? ['- onnx'] : []),
    '- slipway',
    ...modelIndex(modelJson, verdict, task),
    '---',
  ]
  return lines.join('\n')
}

function modelIndex(modelJson: ModelJson, verdict: Verdict, task: Task | undefined): readonly string[] {
  const bySplit = new Map<string, { readonly name: string; readonly value: number }[]>()
  for (const [name, { estimate }] of Object.entries(verdict.metrics)) {
    if (!estimate) continue
    const split = estimate.split ?? 'all'
    bySplit.set(split, [...(bySplit.get(split) ?? []), { name, value: estimate.challenger }])
  }
  if (bySplit.size === 0) return []
  const results = [...bySplit].flatMap(([split, metrics]) => [
    '  - task:',
    `      type: ${task === undefined ? 'other' : PIPELINE[task]}`,
    '    dataset:',
    `      type: ${quoted(modelJson.model)}`,
    `      name: ${quoted(`rows of ${modelJson.model}`)}`,
    `      split: ${quoted(split)}`,
    ...revision(modelJson, split),
    '    metrics:',
    ...metrics.flatMap(({ name, value }) => [
      `    - type: ${quoted(name)}`,
      `      value: ${JSON.stringify(value)}`,
    ]),
  ])
  return ['model-index:', `- name: ${quoted(modelJson.model)}`, '  results:', ...results]
}

function revision({ testset }: ModelJson, split: string): readonly string[] {
  const rows = testset?.[split]
  return rows === undefined ? [] : [`      revision: ${quoted(rows.digest)}`]
}

/** A YAML double-quoted scalar. JSON leaves some line separators and controls as they are, YAML does not. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
