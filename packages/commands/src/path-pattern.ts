const SPECIAL = /[*?[]/

/** Whether a path is a pattern rather than a name. */
export function isPattern(text: string): boolean {
  return SPECIAL.test(text)
}

/** What every match of a pattern begins with. */
export function literalPrefix(pattern: string): string {
  return pattern.slice(0, pattern.search(SPECIAL))
}

/**
 * A pattern as a shell has it: `*` and `?` match within a name, `[a-z]` and `[!a-z]` one letter, `**` any number of folders. A
 * folder that matches stands for all that is below it.
 */
export function pathPattern(pattern: string): RegExp {
  const source = pattern.replace(
    /\*\*\/|\*\*|\*|\?|\[(!?)((?:\\.|[^\]\\])+)\]|[\\^$.|+(){}[\]]/g,
    (token, not: string | undefined, letters: string | undefined) => {
      if (token === '**/') return '(?:[^/]+/)*'
      if (token === '**') return '.*'
      if (token === '*') return '[^/]*'
      if (token === '?') return '[^/]'
      if (letters !== undefined) return `(?!/)[${not === '!' ? '^' : ''}${letters.replace(/[\\^]/g, '\\$&')}]`
      return `\\${token}`
    },
  )
  return new RegExp(`^${source}(?:/.*)?$`, 'su')
}
