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

process.exitCode = await runCli(cliCommands, {
  argv: process.argv.slice(2),
  cwd: process.cwd(),
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: abort.signal,
})
