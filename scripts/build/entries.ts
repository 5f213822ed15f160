import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The actions that we publish: folders of `actions/` with an entry of their own. */
export function actionNames(root: string): readonly string[] {
  return readdirSync(join(root, 'actions')).filter((name) =>
    existsSync(join(root, 'actions', name, 'src', 'main.ts')),
  )
}

/** Entry points of dist/ by name: the command line, one per action, and the processes and threads that they start. */
export function entries(root: string): Record<string, string> {
  return {
    cli: join(root, 'packages', 'cli', 'src', 'main.ts'),
    ...Object.fromEntries(
      actionNames(root).map((name) => [name, join(root, 'actions', name, 'src', 'main.ts')]),
    ),
    'runner-process': join(root, 'packages', 'onnx', 'src', 'runner-process.ts'),
    'reader-thread': join(root, 'packages', 'store', 'src', 'reader-thread.ts'),
    'writer-thread': join(root, 'packages', 'store', 'src', 'writer-thread.ts'),
  }
}
