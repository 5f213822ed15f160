/** A file of a pull request, with the part of it that GitHub shows. */
export interface ChangedText {
  readonly path: string
  /** Unified diff without its file header; null where GitHub shows none, as of a large file. */
  readonly patch: string | null
  /** The whole file at the head; null where it is gone or was not read. */
  readonly text: string | null
}

/** A line that a comment can be made on: of the new file on the right, of the old one on the left. */
export interface ShownLine {
  readonly side: 'LEFT' | 'RIGHT'
  readonly line: number
  readonly text: string
  readonly changed: boolean
}

/**
 * The lines that a patch shows, in its order. Only on these does GitHub take a comment.
 * @see https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html
 */
export function shownLines({ patch }: Pick<ChangedText, 'patch'>): readonly ShownLine[] {
  const shown: ShownLine[] = []
  let [left, right] = [0, 0]
  for (const line of patch?.split('\n') ?? []) {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line)
    const text = line.slice(1)
    if (hunk) {
      left = Number(hunk[1])
      right = Number(hunk[2])
    } else if (line.startsWith('+')) shown.push({ side: 'RIGHT', line: right++, text, changed: true })
    else if (line.startsWith('-')) shown.push({ side: 'LEFT', line: left++, text, changed: true })
    else if (line.startsWith(' ')) {
      shown.push({ side: 'RIGHT', line: right++, text, changed: false })
      left += 1
    }
  }
  return shown
}
