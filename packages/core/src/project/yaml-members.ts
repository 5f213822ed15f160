import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'

/** A member of a mapping, by the names that lead to it. */
export interface YamlMember {
  readonly path: readonly string[]
  /** From 1. */
  readonly line: number
}

/** A file of parameters has some hundred; what goes beyond is a table. */
const MEMBERS = 10_000

/**
 * Every member of the mappings of a YAML or JSON text with the line of its key, in the order of the text; at most 10,000. Undefined
 * where it is neither.
 */
export function yamlMembers(text: string): readonly YamlMember[] | undefined {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  if (document.errors.length > 0) return undefined
  const members: YamlMember[] = []
  const visit = (node: Node | null | undefined, path: readonly string[]): void => {
    if (isSeq(node))
      for (const [index, item] of node.items.entries()) visit(item as Node, [...path, `${index}`])
    if (!isMap(node)) return
    for (const { key, value } of node.items) {
      if (!isScalar(key) || members.length >= MEMBERS) continue
      const own = [...path, String(key.value)]
      members.push({ path: own, line: lines.linePos(key.range?.[0] ?? 0).line })
      visit(value as Node | null, own)
    }
  }
  visit(document.contents, [])
  return members
}
