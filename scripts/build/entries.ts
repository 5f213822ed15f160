import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Entry points of dist/ by name: the command line, one per action, and the processes that they start. */
export function entries(root: string): Record<string, string> {
  const actions = readdirSync(join(root, 'actions'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, 'actions', entry.name, 'src', 'main.ts')))
    .map((entry): [string, string] => [entry.name, join(root, 'actions', entry.name, 'src', 'main.ts')])
  return {
    cli: join(root, 'packages', 'cli', 'src', 'main.ts'),
    ...Object.fromEntries(actions),
    'runner-process': join(root, 'packages', 'onnx', 'src', 'runner-process.ts'),
  }
}
