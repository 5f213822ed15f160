/**
 * The line of a .gitignore that matches exactly this name in its folder.
 * @see https://git-scm.com/docs/gitignore
 */
export function ignoreLine(name: string): string {
  // A line cannot hold a line feed; "?" stands for any one character. A space at the end would be stripped.
  const escaped = name.replace(/[\\*?[]/g, '\\$&').replace(/[\r\n]/g, '?')
  return `/${escaped.replace(/ $/, '\\ ')}`
}

/** A .gitignore with this line; the text as it is when it has it already. */
export function addIgnoreLine(text: string, line: string): string {
  if (text.split(/\r?\n/).includes(line)) return text
  return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${line}\n`
}
