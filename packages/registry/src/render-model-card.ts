import type { Estimate, ModelJson, Task, Verdict } from '@slipway/core'
import { escapeMarkdown } from '@slipway/core'
import { codeSpan } from './code-span.ts'
import { frontMatter } from './model-card-header.ts'

export interface ModelCardInput {
  readonly modelJson: ModelJson
  readonly verdict: Verdict
  /** What kind of answer the model gives, where the gate says so. */
  readonly task?: Task | undefined
  /** The user's own Markdown on what the model is for, from the released commit; taken as it is. */
  readonly intendedUse?: string | undefined
}

/**
 * `model-card.md`: Hugging Face front matter, then what the model is for, how it did, on which data, by which gate and
 * who signed it off. Texts from files and people are escaped.
 *
 * @see https://huggingface.co/docs/hub/model-cards
 */
export function renderModelCard(input: ModelCardInput): string {
  const { modelJson, verdict } = input
  const sections = [
    frontMatter(modelJson, verdict, input.task),
    `# ${escapeMarkdown(`${modelJson.model} ${modelJson.version}`)}`,
    ...verdict.reasons.map(escapeMarkdown),
    '## Intended use',
    input.intendedUse?.trim() || 'Not stated.',
    '## Metrics',
    ...metrics(modelJson, verdict),
    '## Data',
    ...data(modelJson),
    '## Gate',
    ...gate(verdict),
    '## Sign-off',
    signOff(modelJson),
    ...cost(modelJson),
    '## Where it comes from',
    origin(modelJson),
  ]
  return `${sections.join('\n\n')}\n`
}

/** What training it took, with the evaluation and all before. */
function cost({ cost: taken }: ModelJson): readonly string[] {
  if (!taken) return []
  const { gpu_hours, energy_wh, amount, currency } = taken
  const parts = [
    `${gpu_hours.toFixed(2)} GPU-hours`,
    ...(energy_wh === null ? [] : [`${(energy_wh / 1000).toFixed(2)} kWh`]),
    ...(amount === null || currency === null ? [] : [`${amount.toFixed(2)} ${escapeMarkdown(currency)}`]),
  ]
  return ['## Cost', `All runs that it came from: ${parts.join(', ')}.`]
}

const RANK = { goal: 0, guard: 1, shown: 2 } as const

function metrics({ version }: ModelJson, verdict: Verdict): readonly string[] {
  const measured = Object.entries(verdict.metrics).sort(([, a], [, b]) => RANK[a.role] - RANK[b.role])
  if (measured.length === 0) return ['None.']
  const splits = new Set(measured.flatMap(([, { estimate }]) => estimate?.split ?? []))
  const shown = splits.size === 0 ? [] : [`Shown on the rows of ${[...splits].map(codeSpan).join(', ')}.`]
  return [
    verdict.champion === null
      ? measuredAlone(version, measured)
      : compared(version, verdict.champion.version ?? 'base', measured),
    ...shown,
    ...sealed(verdict),
  ]
}

type Measured = readonly (readonly [string, Verdict['metrics'][string]])[]

function measuredAlone(version: string, measured: Measured): string {
  const rows = measured.map(([name, { role, estimate, outcome }]) => [
    codeSpan(name),
    role,
    number(estimate?.challenger ?? null, estimate),
    outcome,
  ])
  return table(['metric', 'role', escapeMarkdown(version), 'outcome'], ['', '', '--:', ''], rows)
}

function compared(version: string, champion: string, measured: Measured): string {
  const rows = measured.map(([name, { role, estimate, outcome }]) => [
    codeSpan(name),
    role,
    number(estimate?.champion ?? null, estimate),
    number(estimate?.challenger ?? null, estimate),
    number(estimate?.difference ?? null, estimate),
    interval(estimate),
    outcome,
  ])
  const head = [
    'metric',
    'role',
    escapeMarkdown(champion),
    escapeMarkdown(version),
    'difference',
    '95 % interval',
    'outcome',
  ]
  return table(head, ['', '', '--:', '--:', '--:', ':-:', ''], rows)
}

function sealed({ mode, champion }: Verdict): readonly string[] {
  if (mode !== 'sealed') return []
  return [
    champion === null
      ? 'The sealed rows were not looked at: there was nothing to compare with.'
      : 'The sealed rows decided; of them only the outcome is published.',
  ]
}

function data({ data, testset }: ModelJson): readonly string[] {
  const versioned = data.map(({ path, oid }) => [codeSpan(path), codeSpan(oid)])
  const splits = Object.entries(testset ?? {}).map(([split, { digest, rows, clusters }]) => [
    codeSpan(split),
    String(rows),
    clusters === null ? '' : String(clusters),
    codeSpan(digest),
  ])
  return [
    versioned.length === 0 ? 'No versioned data.' : table(['data', 'digest'], ['', ''], versioned),
    splits.length === 0
      ? 'It was not judged on rows.'
      : table(['judged on', 'rows', 'clusters', 'digest'], ['', '--:', '--:', ''], splits),
  ]
}

function gate(verdict: Verdict): readonly string[] {
  const rows = Object.entries(verdict.metrics)
    .filter(([, { role }]) => role !== 'shown')
    .map(([name, { role, direction, margin, min, max }]) => [
      codeSpan(name),
      role,
      direction,
      ...[margin, min, max].map((limit) => (limit === null ? '' : String(limit))),
    ])
  const level = `One-sided level ${verdict.alpha}, ${verdict.looks} looks, mode *${verdict.mode}*; digest ${codeSpan(verdict.gate)}.`
  if (rows.length === 0) return [level]
  return [
    table(['metric', 'role', 'better is', 'margin', 'min', 'max'], ['', '', '', '--:', '--:', '--:'], rows),
    level,
  ]
}

function signOff({ signoff }: ModelJson): string {
  if (signoff === null) return 'None was needed: the verdict passed the gate.'
  return `${escapeMarkdown(signoff.who)}, ${signoff.when}: ${escapeMarkdown(signoff.why)}`
}

function origin(modelJson: ModelJson): string {
  const rows = [
    ['commit', modelJson.commit],
    ['model', modelJson.file.oid],
    ['run key', modelJson.run.key],
    ['run record', modelJson.run.record],
    ...(modelJson.evaluation === null ? [] : [['evaluation record', modelJson.evaluation.record]]),
    ['verdict', modelJson.verdict],
  ]
  return table(
    ['what', 'identity'],
    ['', ''],
    rows.map(([what = '', identity = '']) => [what, codeSpan(identity)]),
  )
}

function table(
  head: readonly string[],
  align: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), `|${align.map((mark) => mark || '---').join('|')}|`, ...rows.map(line)].join('\n')
}

function interval(estimate: Estimate | null): string {
  if (!estimate?.interval) return ''
  const [low, high] = estimate.interval
  return `${number(low, estimate)} … ${number(high, estimate)}`
}

/** Two digits of the standard error decide where a number is rounded; without one, four significant digits. */
function number(value: number | null, estimate: Estimate | null): string {
  if (value === null) return ''
  const error = estimate?.standard_error ?? 0
  if (error === 0) return String(Number(value.toPrecision(4)))
  const decimals = Math.min(12, Math.max(0, 1 - Math.floor(Math.log10(error))))
  return value.toFixed(decimals)
}
