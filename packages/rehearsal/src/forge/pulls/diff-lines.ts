import type { FileDiff } from '../git/diff.ts'
import type { DiffPlace } from '../state/review-comment.ts'

/** The hunk of a diff down to a line; undefined where the diff does not show the line, so that nobody can comment on it. */
export function hunkAt(files: readonly FileDiff[], place: DiffPlace): string | undefined {
  const patch = files.find(({ path }) => path === place.path)?.patch
  if (patch === undefined) return undefined
  let start = 0
  let [left, right] = [0, 0]
  const lines = patch.split('\n')
  for (const [at, line] of lines.entries()) {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(line)
    if (hunk) {
      start = at
      left = Number(hunk[1])
      right = Number(hunk[2])
      continue
    }
    const [onLeft, onRight] = [line.startsWith('-') || line.startsWith(' '), !/^[-\\]/.test(line)]
    const here = place.side === 'LEFT' ? onLeft && left === place.line : onRight && right === place.line
    if (here) return lines.slice(start, at + 1).join('\n')
    if (onLeft) left += 1
    if (onRight) right += 1
  }
  return undefined
}

/**
 * Where a line of an older file stands in a newer one, by the diff between them without context; undefined where it was changed.
 * @see https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html
 */
export function movedLine(patch: string, line: number): number | undefined {
  let shift = 0
  for (const [, start = '', count = '1', , now = '1'] of patch.matchAll(
    /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm,
  )) {
    // With no line of its own a hunk stands behind the line that it names.
    const first = count === '0' ? Number(start) + 1 : Number(start)
    if (line < first) break
    if (line < first + Number(count)) return undefined
    shift += Number(now) - Number(count)
  }
  return line + shift
}
