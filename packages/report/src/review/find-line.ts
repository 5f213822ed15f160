import { type YamlMember, yamlMembers } from '@slipway/core'
import { type ChangedText, type ShownLine, shownLines } from './shown-lines.ts'

/** The first changed line that says what a gate asks: of the head where it stands there, else one that was taken away. */
export function gateLine(
  file: ChangedText,
  model: string,
  metrics: readonly string[],
): ShownLine | undefined {
  const shown = shownLines(file)
  const inGate = membersOf(file).filter(
    ({ path: [top, name, member] }) => top === 'models' && name === model && member === 'gate',
  )
  return (
    onRight(shown, inGate, true) ??
    metrics.map((metric) => onlyNamed(shown, metric, 'LEFT')).find((line) => line) ??
    onRight(shown, inGate, false)
  )
}

/** The line of a parameter: its own in YAML and JSON, and in other files the only changed one that begins with its name. */
export function paramLine(file: ChangedText, key: string): ShownLine | undefined {
  const shown = shownLines(file)
  const own = membersOf(file).filter(({ path }) => path.join('.') === key)
  const name = key.split('.').at(-1) ?? key
  return (
    onRight(shown, own, true) ??
    onlyNamed(shown, name, 'RIGHT') ??
    onlyNamed(shown, name, 'LEFT') ??
    onRight(shown, own, false)
  )
}

/** The line of a pointer that names the content. */
export function pointerLine(file: ChangedText): ShownLine | undefined {
  const named = shownLines(file).filter(({ text, changed }) => changed && text.startsWith('oid '))
  return named.find(({ side }) => side === 'RIGHT') ?? named[0]
}

function membersOf({ text }: ChangedText): readonly YamlMember[] {
  return (text === null ? undefined : yamlMembers(text)) ?? []
}

function onRight(
  shown: readonly ShownLine[],
  members: readonly YamlMember[],
  changed: boolean,
): ShownLine | undefined {
  const lines = new Set(members.map(({ line }) => line))
  return shown.find((line) => line.side === 'RIGHT' && line.changed === changed && lines.has(line.line))
}

/** Several lines of one name could each be meant: then none is. */
function onlyNamed(
  shown: readonly ShownLine[],
  name: string,
  side: ShownLine['side'],
): ShownLine | undefined {
  const isNamed = (text: string) => {
    const start = text.trimStart().replace(/^["']/, '')
    return start.startsWith(name) && /^["']?\s*[:=]/.test(start.slice(name.length))
  }
  const [only, ...others] = shown.filter((line) => line.side === side && line.changed && isNamed(line.text))
  return others.length === 0 ? only : undefined
}
