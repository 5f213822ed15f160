// Runs the command of its first argument in a process group, to be killed meanwhile.
import { runProcessGroup } from '../process-group.ts'

await runProcessGroup(
  { cmd: process.argv[2] ?? 'true', cwd: '.', env: process.env, output: () => {} },
  new AbortController().signal,
)
