import { writeSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

// Loaded before a program: says on standard error how much memory it held at most, all its threads together.
if (isMainThread) process.on('exit', () => writeSync(2, `peak ${process.resourceUsage().maxRSS} KiB\n`))
