import type { RunTool, ToolResult } from '../run-tool.ts'

/** Tools by the line that starts them; every other is missing. Remembers what was asked. */
export function fakeTools(
  answers: Readonly<Record<string, ToolResult>>,
): RunTool & { readonly asked: string[] } {
  const asked: string[] = []
  const run: RunTool = async (file, args) => {
    const line = [file, ...args].join(' ')
    asked.push(line)
    return answers[line] ?? answers[file] ?? { state: 'missing' }
  }
  return Object.assign(run, { asked })
}

export const HUNG: ToolResult = { state: 'hung' }
export const says = (stdout: string, status = 0, stderr = ''): ToolResult => ({
  state: 'done',
  status,
  stdout,
  stderr,
})
