/** Something wrong in a workflow or action file, at its place; line and column count from 1. */
export interface Problem {
  readonly file: string
  readonly message: string
  readonly line?: number
  readonly column?: number
}

interface ParserError {
  readonly rawMessage: string
  readonly prefix: string | undefined
  readonly range: { readonly start: { readonly line: number; readonly column: number } } | undefined
}

/** The parser's errors in the order of the file; it reports some twice. */
export function problemsOf(file: string, errors: readonly ParserError[]): readonly Problem[] {
  const problems = errors.map(({ rawMessage, prefix, range }): Problem => {
    // YAML errors carry an excerpt of the file below their first line.
    const message = (rawMessage.split('\n')[0] ?? rawMessage).replace(/:$/, '')
    const named = /^(.+?)(?: \(Line: \d+, Col: \d+\))?$/.exec(prefix ?? '')?.[1] ?? file
    return { file: named, message, ...range?.start }
  })
  const unique = new Map(problems.map((problem) => [renderProblem(problem), problem]))
  return [...unique.values()].toSorted(
    (a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  )
}

/** In GitHub's words: "file (Line: 3, Col: 5): message". */
export function renderProblem({ file, message, line, column }: Problem): string {
  return line === undefined
    ? `${file}: ${message}`
    : `${file} (Line: ${line}, Col: ${column ?? 1}): ${message}`
}
