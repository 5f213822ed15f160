import { type Document, isMap, isNode, isSeq, parseDocument, type YAMLSeq } from 'yaml'

/**
 * The text of a project file with a target listed under `data:`. Only the new entry is written, so that comments and layout
 * stay; a target that is listed already leaves the text as it is.
 */
export function listDataTarget(text: string, target: string): string {
  if (listedTargets(text).includes(target)) return text
  const document = parseDocument(text)
  const spliced = splice(text, document, target)
  if (spliced !== undefined && listedTargets(spliced).includes(target)) return spliced
  // A layout that we do not know how to write into is written anew, with its comments.
  document.set('data', document.createNode([...listedTargets(text), target]))
  return document.toString({ lineWidth: 0 })
}

function listedTargets(text: string): readonly unknown[] {
  const data: unknown = parseDocument(text).toJS()?.data
  return Array.isArray(data) ? data : []
}

function splice(text: string, document: Document, target: string): string | undefined {
  const { contents } = document
  const data = document.get('data', true)
  const entry = /^\w[\w./-]*$/.test(target) ? target : JSON.stringify(target)
  if (isSeq(data)) return data.flow ? spliceFlow(text, data, entry) : spliceBlock(text, data, entry)
  if (data !== undefined || !isMap(contents) || contents.flow) return undefined
  return `${text}${text.endsWith('\n') ? '' : '\n'}data:\n  - ${entry}\n`
}

/** `[a, b]` */
function spliceFlow(text: string, data: YAMLSeq, entry: string): string | undefined {
  const last = data.items.at(-1)
  const end = isNode(last) ? last.range?.[1] : undefined
  if (end !== undefined) return `${text.slice(0, end)}, ${entry}${text.slice(end)}`
  const start = data.range?.[0]
  return start === undefined ? undefined : `${text.slice(0, start + 1)}${entry}${text.slice(start + 1)}`
}

/** One line for each, with a dash */
function spliceBlock(text: string, data: YAMLSeq, entry: string): string | undefined {
  const last = data.items.at(-1)
  if (!isNode(last) || !last.range) return undefined
  const line = text.slice(text.lastIndexOf('\n', last.range[0] - 1) + 1)
  const dash = /^\s*-\s+/.exec(line)?.[0]
  const next = text.indexOf('\n', last.range[1])
  if (dash === undefined) return undefined
  return next < 0
    ? `${text}\n${dash}${entry}\n`
    : `${text.slice(0, next + 1)}${dash}${entry}\n${text.slice(next + 1)}`
}
