import { clip, type Json, shortOf, type Verdict } from '@slipway/core'
import { type Block, code, type Inline, joined, paragraph, strong } from '../document/document.ts'
import type { Changes, ModelReport } from '../report.ts'
import { formatBytes, formatMany } from '../text/format-amount.ts'

const PATH = 120
const VALUE = 60

/**
 * What differs from the baseline, in one line: code, parameters with before and after, data with its growth. Where even the
 * environment is not known, nothing is said to be the same.
 */
export function whatChanged({ changes, verdict }: ModelReport, most: number): readonly Block[] {
  const shown = [...codeChanges(changes, most), ...paramChanges(changes, most), ...dataChanges(changes, most)]
  const other = otherKinds(changes, verdict, shown.length === 0)
  const parts = [...shown, ...other]
  return parts.length === 0 ? [] : [paragraph(strong('What changed'), '\u00a0 ', joined(parts, ' · '))]
}

function codeChanges({ code: paths }: Changes, most: number): Inline[] {
  return atMost(
    paths.map((path) => code(clip(path, PATH))),
    most,
    'file',
  )
}

function paramChanges({ params }: Changes, most: number): Inline[] {
  const items = params.map(
    ({ file, key, before, after }): Inline => [
      code(clip(file, PATH)),
      ` ${clip(key, PATH)}: `,
      { struck: before === undefined ? 'not set' : valueText(before) },
      ' → ',
      strong(after === undefined ? 'not set' : valueText(after)),
    ],
  )
  return atMost(items, most, 'parameter')
}

function dataChanges({ data }: Changes, most: number): Inline[] {
  const items = data.map(({ path, before, after, bytesDelta, filesDelta }): Inline => {
    const growth = [
      ...(filesDelta === 0 ? [] : [`${signOf(filesDelta)}${formatMany(Math.abs(filesDelta), 'file')}`]),
      ...(bytesDelta === 0 ? [] : [`${signOf(bytesDelta)}${formatBytes(Math.abs(bytesDelta))}`]),
    ].join(', ')
    const what =
      before === null ? ' is new' : after === null ? ' is gone' : ` ${shortOf(before)} → ${shortOf(after)}`
    return ['data ', code(clip(path, PATH)), what, growth === '' ? '' : ` (${growth})`]
  })
  return atMost(items, most, 'data target')
}

/** "data, environment, test rows: same" */
function otherKinds({ data, environment }: Changes, verdict: Verdict | null, nothingElse: boolean): Inline[] {
  const isKnown = environment !== 'unknown'
  const same = [
    ...(nothingElse ? ['code', 'parameters'] : []),
    ...(data.length === 0 ? ['data'] : []),
    ...(environment === 'same' ? ['environment'] : []),
    ...(sharedRows(verdict) ? ['test rows'] : []),
  ]
  return [
    ...(environment === 'changed' ? ['environment changed'] : []),
    ...(verdict?.rescored ? ['other test rows: the champion was scored again on them'] : []),
    ...(isKnown && same.length > 0 ? [`${same.join(', ')}: same`] : []),
  ]
}

/** True where both models were measured on the same rows without scoring one of them again. */
function sharedRows(verdict: Verdict | null): boolean {
  if (!verdict || verdict.rescored) return false
  return Object.values(verdict.metrics).some(
    ({ estimate }) => estimate !== null && estimate.rows !== null && estimate.difference !== null,
  )
}

function atMost(items: readonly Inline[], most: number, thing: string): Inline[] {
  const left = items.length - most
  return left > 0 ? [...items.slice(0, most), `${formatMany(left, `more ${thing}`)}`] : [...items]
}

function valueText(value: Json): string {
  return clip(typeof value === 'string' ? value : JSON.stringify(value), VALUE)
}

function signOf(amount: number): string {
  return amount > 0 ? '+' : '−'
}
