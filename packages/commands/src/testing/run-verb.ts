import { silentProgress } from '../context.ts'
import { dataAddCommand } from '../data-add.ts'
import { dataPullCommand } from '../data-pull.ts'
import { dataPushCommand } from '../data-push.ts'

// Run by tests as a process of its own: a data verb on all targets of the project in the working directory.
const context = {
  cwd: process.cwd(),
  env: process.env,
  now: () => new Date(),
  signal: new AbortController().signal,
  progress: silentProgress,
}
const targets = process.argv.slice(3)
const verbs: Record<string, () => Promise<unknown>> = {
  add: () => dataAddCommand.run(context, { targets }),
  push: () => dataPushCommand.run(context, { targets }),
  pull: () => dataPullCommand.run(context, { targets, force: true }),
}
await verbs[process.argv[2] ?? '']?.()
