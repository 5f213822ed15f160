import { type Digest, hexOf } from '@slipway/core'

/**
 * `SHA256SUMS` as `sha256sum --check` of coreutils reads it, by name. A name that holds a backslash or a line break is
 * escaped, and its line starts with a backslash.
 *
 * @see https://www.gnu.org/software/coreutils/manual/html_node/cksum-output-modes.html
 */
export function sha256Sums(files: Iterable<{ readonly name: string; readonly digest: Digest }>): string {
  return [...files]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, digest }) => {
      const escaped = name.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
      return `${escaped === name ? '' : '\\'}${hexOf(digest)}  ${escaped}\n`
    })
    .join('')
}
