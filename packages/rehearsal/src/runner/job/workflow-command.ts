/** `::name key=value,key=value::data`, as printed by a step. */
export interface WorkflowCommand {
  readonly name: string
  readonly properties: Readonly<Record<string, string>>
  readonly data: string
}

/** Reads a line of output as a command, in the form of today (`::error::`) or the old one (`##[error]`). */
export function parseWorkflowCommand(line: string): WorkflowCommand | undefined {
  const text = line.trimStart()
  const [, head = '', data = ''] = /^::([^:].*?)::(.*)$/s.exec(text) ?? []
  if (head !== '') return command(head, ',', unescapeData(data), unescapeProperty)
  const [, oldHead = '', oldData = ''] = /##\[([^\]]+)\](.*)$/s.exec(text) ?? []
  if (oldHead !== '') return command(oldHead, ';', unescapeOld(oldData), unescapeOld)
  return undefined
}

function command(
  head: string,
  separator: string,
  data: string,
  decode: (text: string) => string,
): WorkflowCommand {
  const space = head.indexOf(' ')
  const name = (space < 0 ? head : head.slice(0, space)).toLowerCase()
  const pairs = (space < 0 ? '' : head.slice(space + 1).trim()).split(separator).flatMap((pair) => {
    const equals = pair.indexOf('=')
    if (equals <= 0 || equals === pair.length - 1) return []
    return [[pair.slice(0, equals).trim().toLowerCase(), decode(pair.slice(equals + 1))] as const]
  })
  return { name, properties: Object.fromEntries(pairs), data }
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
}

function unescapeProperty(text: string): string {
  const characters = text.replaceAll('%0D', '\r').replaceAll('%0A', '\n')
  return characters.replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%')
}

function unescapeOld(text: string): string {
  const characters = text.replaceAll('%3B', ';').replaceAll('%0D', '\r').replaceAll('%0A', '\n')
  return characters.replaceAll('%5D', ']').replaceAll('%25', '%')
}
