import { clip, type Json, type Verdict } from '@slipway/core'
import { type Block, code, type Inline, joined, paragraph, strong } from '../document/document.ts'
import type { Changes, ModelReport } from '../report.ts'
import { formatMany } from '../text/format-amount.ts'
import { dataLines } from './data-changes.ts'

const PATH = 120
const VALUE = 60

/**
 * What differs from the baseline: code and parameters with before and after in one line, then a line for each pointer to data
 * and one for what the runs ran in.
 * Where even the environment is not known, nothing is said to be the same.
 */
export function whatChanged({ changes, verdict, ranIn }: ModelReport, most: number): readonly Block[] {
  const shown = [...codeChanges(changes, most), ...paramChanges(changes, most)]
  const lists = [...dataLines(changes.data, most), ...ranInLine(ranIn, most)]
  const other = otherKinds(changes, verdict, shown.length + lists.length === 0, ranIn.length > 0)
  const parts = [...shown, ...other]
  if (parts.length + lists.length === 0) return []
  return [
    paragraph(strong('What changed'), parts.length === 0 ? '' : '\u00a0 ', joined(parts, ' · ')),
    ...(lists.length === 0 ? [] : [{ kind: 'list', ordered: false, items: lists } as const]),
  ]
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

/** Parameters with before and after, in one line. */
export function paramsText(params: Changes['params'], most: number): Inline {
  return joined(paramChanges({ code: [], params, data: [], environment: 'unknown' }, most), ' · ')
}

/** "ran in: torch 2.5.1 → 2.6.0 · GPU Tesla T4 → NVIDIA L4": what the lock files may say nothing of. */
function ranInLine(changes: ModelReport['ranIn'], most: number): Inline[] {
  if (changes.length === 0) return []
  const items = changes.map(
    ({ what, before, after }): Inline => [
      `${clip(what, PATH)} `,
      { struck: before === null ? 'none' : clip(before, VALUE) },
      ' → ',
      strong(after === null ? 'none' : clip(after, VALUE)),
    ],
  )
  return [['ran in: ', joined(atMost(items, most, 'difference'), ' · ')]]
}

/** "data, environment, test rows: same" */
function otherKinds(
  { data, environment }: Changes,
  verdict: Verdict | null,
  nothingElse: boolean,
  ranElsewhere: boolean,
): Inline[] {
  const isKnown = environment !== 'unknown'
  const same = [
    ...(nothingElse ? ['code', 'parameters'] : []),
    ...(data.length === 0 ? ['data'] : []),
    ...(environment === 'same' && !ranElsewhere ? ['environment'] : []),
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

/** A parameter as it is shown. */
export function valueText(value: Json): string {
  return clip(typeof value === 'string' ? value : JSON.stringify(value), VALUE)
}
