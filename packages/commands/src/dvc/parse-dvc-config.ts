/** Settings of a section, such as `core`, `cache`, or `remote "storage"`. */
export type DvcSettings = Readonly<Record<string, string>>

/**
 * Reads a configuration file of DVC: INI with quoted sections, `['remote "storage"']`. What is no setting is passed over,
 * as DVC may know more than we do.
 */
export function parseDvcConfig(text: string): ReadonlyMap<string, DvcSettings> {
  const sections = new Map<string, Record<string, string>>()
  let current: Record<string, string> = {}
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[\s*(['"]?)(.+?)\1\s*\]\s*(?:#.*)?$/.exec(line)?.[2]
    if (header !== undefined) {
      const name = header.replace(
        /^remote\s+"?(.*?)"?$/,
        (_, remote: string) => `remote ${remote.toLowerCase()}`,
      )
      current = sections.get(name) ?? {}
      sections.set(name, current)
      continue
    }
    const [, key, value = ''] = /^\s*([\w-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? []
    if (key !== undefined) current[key.toLowerCase()] = unquoted(value)
  }
  return sections
}

function unquoted(value: string): string {
  const quoted = /^(["'])(.*?)\1\s*(?:#.*)?$/.exec(value)?.[2]
  return quoted ?? value.replace(/\s+#.*$/, '')
}
