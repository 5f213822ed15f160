import { compareNames, type Digest, digestOf, type Verdict } from '@slipway/core'
import { type PredictionRows, type Predictions, truthOf } from './predictions/predictions.ts'
import { usedNames } from './predictions/used-names.ts'

const LINES_AT_ONCE = 1 << 16

/**
 * The rows that judge, by split: a digest of their ids, labels, weights and clusters, whatever order they come in.
 * A million rows take about a second.
 * @see docs/formats/verdict.md, test set digest
 */
export function testsetOf(predictions: Predictions): NonNullable<Verdict['testset']> {
  return Object.fromEntries(
    Array.from(predictions.splits, ([name, rows]) => [
      name,
      {
        digest: rowsDigest(rows),
        rows: rows.rows,
        clusters: rows.cluster ? usedNames(rows.cluster).length : null,
      },
    ]),
  )
}

function rowsDigest(of: PredictionRows): Digest {
  const { rows, rowId, y, classes, labels, weight, cluster } = of
  const classTexts = classes?.names.map(escapeText)
  const labelsOf = truthOf(of)
  const truth = (row: number) =>
    labels ? escapeText(String(labelsOf(row))) : classTexts ? classTexts[y[row] ?? -1] : y[row]
  const clusterTexts = cluster?.names.map(escapeText)
  const isText = !(rowId instanceof Float64Array)
  const lines = new Array<string>(rows)
  for (let i = 0; i < rows; i++) {
    const id = rowId[i] ?? ''
    const key = isText ? escapeText(String(id)) : id
    lines[i] = `${key}\t${truth(i)}\t${weight?.[i] ?? 1}\t${clusterTexts?.[cluster?.codes[i] ?? 0] ?? ''}\n`
  }
  // Code units sort as UTF-8 bytes do, but for the characters from U+D800 on: then lines are compared byte by byte.
  const high = (text: string | number) => /[\ud800-\uffff]/.test(String(text))
  if (
    clusterTexts?.some(high) ||
    classTexts?.some(high) ||
    labels?.names.some(high) ||
    (isText && rowId.some(high))
  )
    lines.sort(compareNames)
  else lines.sort()
  return digestOf(encodeLines(lines))
}

function escapeText(text: string): string {
  return /[\t\n\\]/.test(text)
    ? text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n')
    : text
}

function encodeLines(lines: readonly string[]): Uint8Array {
  const encoder = new TextEncoder()
  const parts: Uint8Array[] = []
  for (let from = 0; from < lines.length; from += LINES_AT_ONCE)
    parts.push(encoder.encode(lines.slice(from, from + LINES_AT_ONCE).join('')))
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.length
  }
  return bytes
}
