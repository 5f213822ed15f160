/** A token of Python source, as far as imports need it; `end` ends a statement. */
export interface PythonToken {
  readonly kind: 'name' | 'op' | 'end'
  readonly text: string
  /** From 1. */
  readonly line: number
}

const NAME = /[\p{L}\p{Nl}_][\p{L}\p{N}\p{M}_]*/uy
const NUMBER = /\d[\w.]*/y
const STRING_PREFIX = /^(?:[rbuft]|rb|br|rf|fr|rt|tr)$/i

/**
 * Names and operators of a Python text, without strings, comments and line breaks that do not end a statement. Lenient: it
 * never fails, and a string that is not closed ends where Python would say so.
 */
export function* pythonTokens(text: string): Generator<PythonToken> {
  let line = 1
  let depth = 0
  let at = 0
  const lineBreaks = (from: number, to: number) => {
    for (let i = text.indexOf('\n', from); i !== -1 && i < to; i = text.indexOf('\n', i + 1)) line++
  }
  while (at < text.length) {
    const char = text[at] as string
    if (char === '\n') {
      if (depth === 0) yield { kind: 'end', text: '\n', line }
      line++
      at++
    } else if (char === '#') {
      const end = text.indexOf('\n', at)
      at = end === -1 ? text.length : end
    } else if (char === '\\' && /^\r?\n/.test(text.slice(at + 1, at + 3))) {
      at = text.indexOf('\n', at) + 1
      line++
    } else if (char === '"' || char === "'") {
      const end = stringEnd(text, at)
      lineBreaks(at, end)
      at = end
    } else if (/\s/.test(char)) {
      at++
    } else {
      const found = match(NAME, text, at)
      if (found !== undefined) {
        const next = text[at + found.length]
        const isPrefix = (next === '"' || next === "'") && STRING_PREFIX.test(found)
        if (!isPrefix) yield { kind: 'name', text: found, line }
        at += found.length
        continue
      }
      const number = match(NUMBER, text, at)
      if (number !== undefined) {
        at += number.length
        continue
      }
      if ('([{'.includes(char)) depth++
      if (')]}'.includes(char)) depth = Math.max(0, depth - 1)
      if (char === ';' && depth === 0) yield { kind: 'end', text: char, line }
      else yield { kind: 'op', text: char, line }
      at++
    }
  }
  yield { kind: 'end', text: '', line }
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

/** Index after the string that starts with the quote at `at`. In raw strings too a backslash keeps a quote from closing. */
function stringEnd(text: string, at: number): number {
  const quote = text[at] as string
  const triple = quote.repeat(3)
  const long = text.startsWith(triple, at)
  for (let i = at + (long ? 3 : 1); i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (long && text.startsWith(triple, i)) return i + 3
    else if (!long && text[i] === quote) return i + 1
    else if (!long && text[i] === '\n') return i
  }
  return text.length
}
