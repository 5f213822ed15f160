/**
 * Whether a list of filter patterns lets a name pass: the last pattern that matches decides, `!` in front takes out.
 * Grammar: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
 */
export function matchesPatterns(patterns: readonly string[], name: string): boolean {
  let matched = false
  for (const pattern of patterns) {
    const negated = pattern.startsWith('!')
    if (filterExpression(negated ? pattern.slice(1) : pattern).test(name)) matched = !negated
  }
  return matched
}

/** `*` stays in a path segment, `**` does not, `?` and `+` repeat what stands before them, `[]` is a class. */
function filterExpression(pattern: string): RegExp {
  let source = ''
  for (let index = 0; index < pattern.length; index++) {
    const rest = pattern.slice(index)
    if (rest.startsWith('**/') && (index === 0 || pattern[index - 1] === '/')) {
      source += '(?:.*/)?'
      index += 2
    } else if (rest.startsWith('**')) {
      source += '.*'
      index += 1
    } else if (rest.startsWith('*')) {
      source += '[^/]*'
    } else if (rest.startsWith('[') && rest.indexOf(']') > 1) {
      const end = rest.indexOf(']')
      source += `[${rest.slice(1, end).replaceAll('\\', '\\\\')}]`
      index += end
    } else if ((rest.startsWith('?') || rest.startsWith('+')) && source !== '') {
      source += rest[0]
    } else if (rest.startsWith('\\') && rest.length > 1) {
      source += literal(rest[1] ?? '')
      index += 1
    } else {
      source += literal(rest[0] ?? '')
    }
  }
  return new RegExp(`^${source}$`, 's')
}

function literal(character: string): string {
  return /[\w/-]/.test(character) ? character : `\\${character}`
}
