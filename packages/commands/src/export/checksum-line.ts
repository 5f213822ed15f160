import { type Digest, hexOf } from '@slipway/core'

/**
 * A line of the list that `sha256sum --check` reads; a name with a line end or a backslash in it is escaped, and the line
 * says so by a backslash in front.
 * @see https://www.gnu.org/software/coreutils/manual/html_node/cksum-output-modes.html
 */
export function checksumLine(oid: Digest, path: string): string {
  const escaped = path.replace(/[\\\n\r]/g, (char) => ESCAPES[char] ?? char)
  return `${escaped === path ? '' : '\\'}${hexOf(oid)}  ${escaped}\n`
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r' }
