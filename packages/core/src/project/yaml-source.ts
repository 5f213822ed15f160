import { isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import type { Location } from '../slipway-error.ts'

export interface SyntaxProblem {
  readonly location: Location
  readonly message: string
}

/** A YAML text whose every member still knows where it stands. */
export class YamlSource {
  readonly value: unknown
  readonly problems: readonly SyntaxProblem[]
  readonly #file: string
  readonly #lines = new LineCounter()
  readonly #root: Node | null

  constructor(text: string, file: string) {
    this.#file = file
    const document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false, uniqueKeys: true })
    this.#root = document.contents
    this.problems = document.errors.map((error) => ({
      location: this.#at(error.pos[0]),
      message: error.message,
    }))
    this.value = this.problems.length > 0 ? undefined : document.toJS({ maxAliasCount: 100 })
  }

  /** Where the member at this path stands: its key if `key`, else its value; the nearest parent where there is none. */
  locate(path: readonly PropertyKey[], key = false): Location {
    let node: Node | null | undefined = this.#root
    let offset = node?.range?.[0] ?? 0
    for (const [depth, step] of path.entries()) {
      if (isMap(node)) {
        const pair = node.items.find(
          (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step),
        )
        if (!pair) break
        const last = depth === path.length - 1
        const keyNode = pair.key as Node
        node = pair.value as Node | null
        offset = (last && key ? undefined : node?.range?.[0]) ?? keyNode.range?.[0] ?? offset
      } else if (isSeq(node)) {
        node = node.items[Number(step)] as Node | undefined
        offset = node?.range?.[0] ?? offset
      } else break
    }
    return this.#at(offset)
  }

  #at(offset: number): Location {
    const { line, col } = this.#lines.linePos(offset)
    return { file: this.#file, line: Math.max(1, line), column: Math.max(1, col) }
  }
}
