import { clip } from '@slipway/core'
import { dataLines, dataTable } from '../compose/data-changes.ts'
import { type MetricRow, metricRows } from '../compose/metric-rows.ts'
import { metricsTable } from '../compose/metrics-table.ts'
import { valueText } from '../compose/what-changed.ts'
import { type Block, code, paragraph, strong } from '../document/document.ts'
import type { Changes, DataChange, ModelReport } from '../report.ts'
import { formatMany } from '../text/format-amount.ts'

const NAME = 80
const PHRASE = 200
/** Rows of a remark's tables, and phrases of a gate. */
const ROWS = 8

/** What the gate asks of now and later, and that it does not judge this pull request. */
export function gateBlocks(model: string, changes: readonly string[]): readonly Block[] {
  const left = changes.length - ROWS
  const items = changes.slice(0, ROWS).map((change) => clip(change, PHRASE))
  return [
    paragraph(strong(['The gate of ', code(clip(model, NAME)), ' changes.'])),
    { kind: 'list', ordered: false, items: left > 0 ? [...items, formatMany(left, 'more change')] : items },
    paragraph('It takes effect after the merge: this pull request is judged by the gate of its base.'),
  ]
}

/** A parameter before and after, with the metrics that moved in the same pull request. */
export function paramBlocks(
  { file, key, before, after }: Changes['params'][number],
  models: readonly ModelReport[],
): readonly Block[] {
  const text = (value: typeof before) => (value === undefined ? 'not set' : valueText(value))
  const own = models.filter(({ changes }) =>
    changes.params.some((param) => param.file === file && param.key === key),
  )
  return [
    paragraph(code(clip(key, NAME)), ': ', { struck: text(before) }, ' → ', strong(text(after))),
    ...own.flatMap(movedBlocks),
  ]
}

function movedBlocks(model: ModelReport): readonly Block[] {
  const { verdict } = model
  const name = code(clip(model.name, NAME))
  if (!verdict?.champion) return []
  const baseline = model.baseline === null ? 'the champion' : clip(model.baseline, NAME)
  const rows = metricRows(verdict).filter(hasMoved)
  if (rows.length === 0)
    return [paragraph('No metric of ', name, ` moved against ${baseline} by more than chance explains.`)]
  return [
    paragraph('What moved with it, ', name, ` against ${baseline}:`),
    metricsTable(rows.slice(0, ROWS), { baseline, challenger: 'this\u00a0PR' }, verdict),
    ...togetherWith(model.changes),
  ]
}

/** Beyond what chance explains: judged so, or with zero outside of its interval. */
function hasMoved({ metric: { outcome, estimate } }: MetricRow): boolean {
  if (outcome === 'better' || outcome === 'worse') return true
  const [low, high] = estimate?.interval ?? [0, 0]
  return low > 0 || high < 0
}

/** One comparison cannot tell which of several changes did it. */
function togetherWith({ code: files, params, data, environment }: Changes): readonly Block[] {
  const others = [
    ...(params.length > 1 ? [formatMany(params.length - 1, 'other parameter')] : []),
    ...(files.length > 0 ? [formatMany(files.length, 'file')] : []),
    ...(data.length > 0 ? [formatMany(data.length, 'data target')] : []),
    ...(environment === 'changed' ? ['the environment'] : []),
  ]
  if (others.length === 0) return []
  return [paragraph(`${others.join(', ')} changed too: which of them did it, one comparison cannot tell.`)]
}

/** A pointer with its files, rows and columns. */
export function dataBlocks(change: DataChange): readonly Block[] {
  return [
    ...dataLines([change], 1).map((line) => paragraph(line)),
    ...(change.tables.length > 0 ? dataTable([change], ROWS) : []),
  ]
}
