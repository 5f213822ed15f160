import { canonicalJson, digestOf, hexOf, POINTER_SUFFIX, PROJECT_FILE } from '@slipway/core'
import type { Block } from '../document/document.ts'
import { renderMarkdown } from '../document/render-markdown.ts'
import type { Report } from '../report.ts'
import { gateLine, paramLine, pointerLine } from './find-line.ts'
import { dataBlocks, gateBlocks, paramBlocks } from './review-texts.ts'
import type { ChangedText, ShownLine } from './shown-lines.ts'

/** What is said about one line of a pull request. */
export interface LineRemark {
  /** What it is about, whatever is said of it: it is said once, and said anew when it changes. */
  readonly subject: string
  readonly path: string
  readonly side: 'LEFT' | 'RIGHT'
  readonly line: number
  /** Markdown in which every text from outside is escaped. */
  readonly body: string
}

export interface ReviewInput {
  readonly report: Report
  /** Model → what its gate will ask otherwise, as phrases. */
  readonly gates: ReadonlyMap<string, readonly string[]>
  readonly files: readonly ChangedText[]
}

/** More would hide the code that they are about; the comment of the pull request has everything. */
const REMARKS = 15

/**
 * The remarks of a review, on the lines that matter most first: gates, data, parameters. What stands on no line that the diff shows
 * is left to the comment; a fork's claims, and a run without a result, get none.
 */
export function planReview({ report, gates, files }: ReviewInput): readonly LineRemark[] {
  if (report.state !== 'judged') return []
  const byPath = new Map(files.map((file) => [file.path, file]))
  const remark = (
    kind: string,
    key: string,
    path: string,
    find: (file: ChangedText) => ShownLine | undefined,
    blocks: () => readonly Block[],
  ): readonly LineRemark[] => {
    const file = byPath.get(path)
    const at = file && find(file)
    if (!at) return []
    const subject = hexOf(digestOf(canonicalJson([kind, path, key]))).slice(0, 16)
    return [{ subject, path, side: at.side, line: at.line, body: renderMarkdown(blocks()) }]
  }
  const ofGates = report.models.flatMap(({ name, verdict }) => {
    const changes = gates.get(name) ?? []
    const metrics = Object.keys(verdict?.metrics ?? {})
    if (changes.length === 0) return []
    const find = (file: ChangedText) => gateLine(file, name, metrics)
    return remark('gate', name, PROJECT_FILE, find, () => gateBlocks(name, changes))
  })
  const data = unique(
    report.models.flatMap(({ changes }) => changes.data),
    ({ path }) => path,
  )
  const ofData = data.flatMap((change) =>
    remark('data', change.path, change.path + POINTER_SUFFIX, pointerLine, () => dataBlocks(change)),
  )
  const params = unique(
    report.models.flatMap(({ changes }) => changes.params),
    ({ file, key }) => `${file}\n${key}`,
  )
  const ofParams = params.flatMap((param) =>
    remark(
      'param',
      param.key,
      param.file,
      (file) => paramLine(file, param.key),
      () => paramBlocks(param, report.models),
    ),
  )
  return [...ofGates, ...ofData, ...ofParams].slice(0, REMARKS)
}

function unique<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()]
}
