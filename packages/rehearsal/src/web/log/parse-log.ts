/** A line of a job's log, or a group of them that can be folded. */
export type LogEntry =
  | { readonly kind: 'line'; readonly line: LogLine }
  | { readonly kind: 'group'; readonly title: LogLine; readonly lines: readonly LogLine[] }

export interface LogLine {
  /** From 1. */
  readonly number: number
  /** ISO 8601, where the line begins with a time. */
  readonly time: string | undefined
  readonly level: 'error' | 'warning' | 'notice' | 'command' | 'debug' | undefined
  readonly text: string
}

const TIME = /^\uFEFF?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z) ?/
const MARK = /^##\[(group|endgroup|section|error|warning|notice|command|debug)\]/

/** Reads a log: GitHub writes a time before each line, and `##[group]` and the like at the beginning of some. */
export function parseLog(text: string): readonly LogEntry[] {
  const entries: LogEntry[] = []
  let group: { title: LogLine; lines: LogLine[] } | undefined
  const lines = text.replace(/\n$/, '').split('\n')
  for (const [at, raw] of lines.entries()) {
    const time = TIME.exec(raw)?.[1]
    const rest = raw.replace(TIME, '')
    const mark = MARK.exec(rest)?.[1]
    const line: LogLine = {
      number: at + 1,
      time,
      level: levelOf(mark),
      text: mark === undefined ? rest : rest.replace(MARK, ''),
    }
    if (mark === 'endgroup') group = undefined
    else if (mark === 'group') {
      group = { title: line, lines: [] }
      entries.push({ kind: 'group', ...group })
    } else if (group) group.lines.push(line)
    else entries.push({ kind: 'line', line })
  }
  return entries
}

function levelOf(mark: string | undefined): LogLine['level'] {
  switch (mark) {
    case 'error':
    case 'warning':
    case 'notice':
    case 'command':
    case 'debug':
      return mark
    default:
      return undefined
  }
}
