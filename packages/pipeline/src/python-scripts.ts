import { posix } from 'node:path'

/** A Python program that a command starts. */
export interface PythonScript {
  /** Candidates for its file, relative to the repository root. */
  readonly files: readonly string[]
  /** First place where it looks for modules: its own folder, or with `-m` the folder it runs in. */
  readonly folder: string
}

const OPERATOR = /^(?:[;|&]+|\n)$/

/** The Python programs that a shell command names: `python a.py`, `torchrun … a.py`, `python -m a.b`, `cd x && python a.py`. */
export function pythonScripts(cmd: string, wdir: string): PythonScript[] {
  const scripts: PythonScript[] = []
  let folder = wdir
  const words = shellWords(cmd)
  for (const [index, word] of words.entries()) {
    const previous = words[index - 1]
    if (previous === 'cd' && (index === 1 || OPERATOR.test(words[index - 2] ?? '')))
      folder = posix.join(folder, word)
    else if (word.endsWith('.py')) {
      const file = posix.join(folder, word)
      scripts.push({ files: [file], folder: posix.dirname(file) })
    } else if (previous === '-m' && /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(word)) {
      const path = posix.join(folder, ...word.split('.'))
      scripts.push({ files: [`${path}.py`, `${path}/__main__.py`], folder })
    }
  }
  return scripts.filter(({ folder: place }) => !place.startsWith('..') && !place.startsWith('/'))
}

/** Words as a shell splits them; quotes are taken off, operators are words, nothing is expanded. */
export function shellWords(cmd: string): string[] {
  const words: string[] = []
  const pattern = /\\\n|(\n|[;|&]+)|((?:[^\s;|&'"\\]|\\.|"(?:[^"\\]|\\[\s\S])*"|'[^']*')+)/g
  for (const [, operator, word] of cmd.matchAll(pattern)) {
    if (operator !== undefined) words.push(operator)
    else if (word !== undefined)
      words.push(word.replace(/\\(.)|"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'/g, '$1$2$3'))
  }
  return words
}
