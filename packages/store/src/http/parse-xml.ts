/** An element of a document: its text, or the elements in it. */
export interface XmlElement {
  readonly name: string
  /** Without that of the elements in it. */
  readonly text: string
  readonly children: readonly XmlElement[]
}

type OpenElement = { name: string; text: string; children: XmlElement[] }

const TOKEN =
  /<!\[CDATA\[([\s\S]*?)\]\]>|<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<\/([^\s<>/]+)\s*>|<([^\s<>/!?]+)((?:\s+[^\s<>/=]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/**
 * Reads the XML of a server's reply: elements and text. Attributes and namespaces are passed over; a document type is
 * refused, and with it every entity that is not XML's own.
 * @throws Error for what is not well-formed
 */
export function parseXml(source: string): XmlElement {
  const top: OpenElement = { name: '', text: '', children: [] }
  const open: OpenElement[] = [top]
  TOKEN.lastIndex = 0
  const text = source.replace(/^\ufeff/, '')
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex
    const match = TOKEN.exec(text)
    if (match === null) throw new Error(`no XML at character ${at}`)
    const [, verbatim, end, start, , empty, plain] = match
    const current = open.at(-1) as OpenElement
    if (verbatim !== undefined) current.text += verbatim
    else if (plain !== undefined) current.text += decode(plain)
    else if (start !== undefined) {
      const element: OpenElement = { name: start, text: '', children: [] }
      current.children.push(element)
      if (empty === '') open.push(element)
    } else if (end !== undefined) {
      if (open.length === 1 || current.name !== end) throw new Error(`"${end}" ends what did not begin`)
      open.pop()
    }
  }
  const [root] = top.children
  if (open.length > 1 || root === undefined || top.children.length > 1 || top.text.trim() !== '') {
    throw new Error('the document is not one element')
  }
  return root
}

/** The text of the first element at the end of a path of names; undefined where there is none. */
export function textAt(element: XmlElement, ...names: readonly string[]): string | undefined {
  let at: XmlElement | undefined = element
  for (const name of names) at = at?.children.find((child) => child.name === name)
  return at?.text
}

/** Text as it stands between two tags. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}

function decode(text: string): string {
  return text.replace(/&([^;&]*);?/g, (entity, name: string) => {
    const number = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(name)
    const code = number ? Number.parseInt(number[1] ?? number[2] ?? '', number[1] ? 16 : 10) : Number.NaN
    const char = Object.hasOwn(NAMED, name)
      ? NAMED[name]
      : code <= 0x10ffff
        ? String.fromCodePoint(code)
        : undefined
    if (char === undefined || !entity.endsWith(';')) throw new Error(`"${entity}" is no entity of XML`)
    return char
  })
}
