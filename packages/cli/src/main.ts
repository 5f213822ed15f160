#!/usr/bin/env node
import { cliCommands, runCli } from './index.ts'

const abort = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    abort.abort(new Error(signal))
    // A second signal ends the process at once, as people expect.
    process.once(signal, () => process.exit(130))
  })
}
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever read this has seen enough, as `head` does: the work goes on without a word.
    if (error.code !== 'EPIPE') throw error
  })
}

process.exitCode = await runCli(cliCommands, {
  argv: process.argv.slice(2),
  cwd: process.cwd(),
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: abort.signal,
})
// What a verb gave up waiting for, as a store that does not answer, must not hold up the shell; what it printed must be out.
setTimeout(() => process.stdout.write('', () => process.exit()), 1000).unref()
