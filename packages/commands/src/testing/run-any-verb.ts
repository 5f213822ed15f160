import { allCommands } from '../all-commands.ts'
import { silentProgress } from '../context.ts'

// Run by tests as a process of its own: a verb, by its name and its values as JSON, in the working directory. Prints the result.
// The clock stands still, so that equal runs leave equal records.
const [, , name, values = '{}'] = process.argv
const command = allCommands.find((each) => each.name === name)
const abort = new AbortController()
process.once('SIGINT', () => abort.abort())
const context = {
  cwd: process.cwd(),
  env: process.env,
  now: () => new Date('2026-01-02T03:04:05Z'),
  signal: abort.signal,
  progress: { ...silentProgress, note: (line: string) => process.stderr.write(`${line}\n`) },
}
const defaults = {
  stages: [],
  again: false,
  twice: false,
  dryRun: false,
  fresh: false,
  limitMinutes: undefined,
  noPush: false,
}
try {
  process.stdout.write(JSON.stringify(await command?.run(context, { ...defaults, ...JSON.parse(values) })))
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 1
}
